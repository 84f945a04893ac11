// Problem difference: the code, the status and which items are bad; where a rule leaves open which of several faults leads, so does this.
import type { ProblemAnswer } from "../scenario.ts";
import type { Difference } from "./answer-difference.ts";

const BAD_REQUEST = 400;

/** Found before the rules are asked, so that faults of a rule may go unnamed beside them. */
const OF_SHAPE = new Set(["InvalidRequest", "UnknownField"]);

export function betweenProblems(model: ProblemAnswer, product: ProblemAnswer): Difference | null {
  const path = "problem";
  if (model.status !== product.status) return { path, model: model.code, product: product.code };
  const isOpen = model.status === BAD_REQUEST && (faultsOf(model) > 1 || faultsOf(product) > 1);
  if (model.code !== product.code && !isOpen) return { path, model: model.code, product: product.code };
  const [expected, found] = [itemsOf(model), itemsOf(product)];
  const isFalse = found.some((item) => !expected.includes(item));
  const isMissing = !OF_SHAPE.has(product.code) && expected.some((item) => !found.includes(item));
  return isFalse || isMissing ? { path: "problem.errors", model: expected, product: found } : null;
}

const faultsOf = ({ errors = [] }: ProblemAnswer): number => errors.length;

/** As `/entities/3`. */
const itemsOf = ({ errors = [] }: ProblemAnswer): string[] => [
  ...new Set(errors.flatMap(({ path }) => /^\/\w+\/\d+/.exec(path)?.[0] ?? [])),
];
