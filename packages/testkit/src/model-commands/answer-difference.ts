// Answer difference: the first place where two answers say different things; what only one process can know is left out.
import type { Outcome, ProblemAnswer } from "../scenario.ts";
import { betweenProblems } from "./problem-difference.ts";
import type { TwinIds } from "./twin-ids.ts";

export interface Difference {
  /** As `data.0.budgets`. */
  readonly path: string;
  readonly model: unknown;
  readonly product: unknown;
}

/** Random, worded, who it was, dates of making, or of earlier states, which the model keeps none of. */
const UNTOLD = new Set(
  "position requestId createdAt detail message pagination recordedBy actor subject decidedBy explanation".split(" "),
);

/** Their order says nothing. */
const SETS = new Set(["dormantAssignmentIds", "scopeEntityIds", "budgets"]);

type Fields = Readonly<Record<string, unknown>>;

export interface Manner {
  readonly twins: TwinIds;
  /** Of a request that is bad in several ways at once it is open which one is told. */
  readonly isSpoiled: boolean;
}

export function differenceOf(outcomes: { model: Outcome; product: Outcome }, manner: Manner): Difference | null {
  const { model, product } = outcomes;
  if ("problem" in model && "problem" in product)
    return manner.isSpoiled ? null : betweenProblems(model.problem, product.problem);
  return between({ path: "", model: toldOf(model), product: toldOf(product) }, manner);
}

const toldOf = (outcome: Outcome): unknown =>
  "answer" in outcome ? { answer: outcome.answer } : { problem: outcome.problem.code };

function between(pair: Difference, manner: Manner): Difference | null {
  const { model, product } = pair;
  if (typeof model === "string" && typeof product === "string")
    return manner.twins.areTwins(model, product) ? null : pair;
  if (typeof model !== "object" || typeof product !== "object" || model === null || product === null)
    return Object.is(model, product) ? null : pair;
  if ("code" in model && "code" in product && manner.isSpoiled) return null;
  if (isWhole(model) && isWhole(product)) return betweenProblems(model, product);
  if (Array.isArray(model) || Array.isArray(product)) return betweenLists(pair, manner);
  return betweenFields(pair.path, { model: model as Fields, product: product as Fields }, manner);
}

function betweenLists(pair: Difference, manner: Manner): Difference | null {
  const { path, model, product } = pair;
  if (!Array.isArray(model) || !Array.isArray(product) || model.length !== product.length) return pair;
  return betweenFields(path, listsIn(path, { model, product }, manner.twins), manner);
}

interface Pair {
  readonly model: Fields;
  readonly product: Fields;
}

function betweenFields(path: string, { model, product }: Pair, manner: Manner): Difference | null {
  for (const name of new Set([...Object.keys(model), ...Object.keys(product)])) {
    if (UNTOLD.has(name) || (name === "path" && isUnplaced(model))) continue;
    const inner = { path: path === "" ? name : `${path}.${name}`, model: model[name], product: product[name] };
    const found = between(inner, manner);
    if (found !== null) return found;
  }
  return null;
}

/** A problem with its errors, as an item of a batch carries it. */
const isWhole = (value: object): value is ProblemAnswer => "code" in value && "errors" in value;

/** The model compares contents whole and refuses names whole: it can't tell which field it was. */
const isUnplaced = ({ code }: Fields): boolean => code === "IdempotencyConflict" || code === "UnresolvedDimensions";

/** Sets in the order of the product's ids. */
function listsIn(path: string, lists: { model: unknown[]; product: unknown[] }, twins: TwinIds): Pair {
  const { model, product } = lists;
  const isSet = SETS.has(path.slice(path.lastIndexOf(".") + 1)) || isDenials(product);
  if (!isSet) return { model: { ...model }, product: { ...product } };
  const inOrder = (list: unknown[], say: (id: string) => string): Fields => ({
    ...list.toSorted((a, b) => (orderOf(a, say) < orderOf(b, say) ? -1 : 1)),
  });
  return { model: inOrder(model, (id) => twins.ofProduct(id)), product: inOrder(product, (id) => id) };
}

const isDenials = (list: readonly unknown[]): boolean =>
  list.some((each) => typeof each === "object" && each !== null && "firstAt" in each);

/** Budgets by what tells them apart. */
function orderOf(value: unknown, say: (id: string) => string): string {
  if (typeof value !== "object" || value === null) return say(String(value));
  const { entityId, assignmentId, usagePeriodStart } = value as Fields;
  return `${entityId} ${say(String(assignmentId))} ${usagePeriodStart}`;
}
