// Problem difference: code, status and place of a fault; of several faults it is open which are found beside the first.
import type { ProblemAnswer } from "../scenario.ts";
import type { Difference } from "./answer-difference.ts";

/** `/entities/3/parentId`, or `/entities/3` for the item itself; in a document below its customer, its type, or both. */
const PLACE = /^((?:\/customers\/\d+)?(?:\/defaultAssignments\/\d+)?\/\w+\/\d+)(\/\w+)?/;

export function betweenProblems(model: ProblemAnswer, product: ProblemAnswer): Difference | null {
  const [expected, found] = [placesOf(model), placesOf(product)];
  const told = { model: [model.code, ...pathsOf(model)], product: [product.code, ...pathsOf(product)] };
  if (!sharesItem(expected, found)) return { path: "problem.errors", ...told };
  const isOpen = isSeveral(expected, found) || findOtherFields(expected[0], found[0]);
  return isOpen || (model.code === product.code && model.status === product.status)
    ? null
    : { path: "problem", ...told };
}

interface Place {
  readonly item: string;
  readonly field: string;
}

const pathsOf = ({ errors = [] }: ProblemAnswer): string[] => errors.map(({ path }) => path);

const placesOf = (problem: ProblemAnswer): Place[] =>
  pathsOf(problem).flatMap((path) => {
    const [, item, field = ""] = PLACE.exec(path) ?? [];
    return item === undefined ? [] : [{ item, field }];
  });

/** A problem without items is of the whole request. */
const sharesItem = (expected: readonly Place[], found: readonly Place[]): boolean =>
  expected.length === 0 || found.length === 0 || found.some(({ item }) => expected.some((each) => each.item === item));

const isSeveral = (expected: readonly Place[], found: readonly Place[]): boolean =>
  expected.length > 1 || found.length > 1;

/** One item with two bad fields: each names the one that it looks at first. */
const findOtherFields = (expected: Place | undefined, found: Place | undefined): boolean =>
  expected !== undefined && found !== undefined && expected.field !== found.field && found.field !== "";
