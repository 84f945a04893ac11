// Answer difference: the first place where two answers say different things; what only one process can know is left out.
import type { Outcome, ProblemAnswer } from "../scenario.ts";
import type { TwinIds } from "./twin-ids.ts";

export interface Difference {
  /** As `data.0.budgets`. */
  readonly path: string;
  readonly model: unknown;
  readonly product: unknown;
}

/** Random, worded, or dates of making, which the model keeps none of. */
const UNTOLD = new Set(["position", "requestId", "createdAt", "detail", "message", "pagination", "recordedBy"]);

/** Their order says nothing. */
const SETS = new Set(["dormantAssignmentIds", "scopeEntityIds"]);

type Fields = Readonly<Record<string, unknown>>;

export function differenceOf(outcomes: { model: Outcome; product: Outcome }, twins: TwinIds): Difference | null {
  const { model, product } = outcomes;
  return between({ path: "", model: toldOf(model), product: toldOf(product) }, twins);
}

const toldOf = (outcome: Outcome): unknown =>
  "answer" in outcome ? { answer: outcome.answer } : { problem: toldOfProblem(outcome.problem) };

const toldOfProblem = ({ code, status }: ProblemAnswer): unknown => ({ code, status });

function between(pair: Difference, twins: TwinIds): Difference | null {
  const { path, model, product } = pair;
  if (typeof model === "string" && typeof product === "string") return twins.areTwins(model, product) ? null : pair;
  if (typeof model !== "object" || typeof product !== "object" || model === null || product === null)
    return Object.is(model, product) ? null : pair;
  if (Array.isArray(model) !== Array.isArray(product)) return pair;
  const [left, right] = Array.isArray(model)
    ? listsIn(path, { model, product: product as unknown[] }, twins)
    : [model as Fields, product as Fields];
  if (Array.isArray(left) && Array.isArray(right) && left.length !== right.length) return pair;
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (UNTOLD.has(name)) continue;
    const inner = { path: path === "" ? name : `${path}.${name}`, model: left[name], product: right[name] };
    const found = between(inner as Difference, twins);
    if (found !== null) return found;
  }
  return null;
}

/** Sets in the order of the product's ids. */
function listsIn(path: string, lists: { model: unknown[]; product: unknown[] }, twins: TwinIds): [Fields, Fields] {
  const { model, product } = lists;
  if (!SETS.has(path.slice(path.lastIndexOf(".") + 1))) return [model, product] as unknown as [Fields, Fields];
  const order = (id: unknown): string => twins.ofProduct(String(id));
  const sorted = model.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  return [sorted, product.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))] as unknown as [Fields, Fields];
}
