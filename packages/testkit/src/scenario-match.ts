// Partial match: an answer matches when everything that the scenario lists is there, at any depth.

export interface Mismatch {
  /** Where in the answer, as `chains.0.entityId`. */
  readonly path: string;
  readonly expected: unknown;
  readonly got: unknown;
}

type Fields = Record<string, unknown>;

/** Each takes what stands beside its name and the value found; true when they agree. */
const MARKS: Readonly<Record<string, (operand: unknown, got: unknown) => boolean>> = {
  $absent: (operand, got) => (got === undefined) === operand,
  $any: (_, got) => got !== undefined,
  $match: (operand, got) => typeof got === "string" && new RegExp(String(operand), "u").test(got),
  $length: (operand, got) => Array.isArray(got) && got.length === operand,
  $contains: (operand, got) => Array.isArray(operand) && Array.isArray(got) && containsAll(operand, got),
};

/** The first mismatch, or null: objects by the listed keys, arrays by exact length, everything else by identity. */
export function findMismatch(expected: unknown, got: unknown, path = ""): Mismatch | null {
  if (Array.isArray(expected)) return mismatchOfList(expected, got, path);
  if (typeof expected !== "object" || expected === null)
    return Object.is(expected, got) ? null : { path, expected, got };
  const fields = expected as Fields;
  if (Object.keys(fields).some((name) => name.startsWith("$"))) return mismatchOfMarks(fields, got, path);
  if (typeof got !== "object" || got === null || Array.isArray(got)) return { path, expected, got };
  for (const [name, part] of Object.entries(fields)) {
    const mismatch = findMismatch(part, (got as Fields)[name], joined(path, name));
    if (mismatch !== null) return mismatch;
  }
  return null;
}

function mismatchOfList(expected: readonly unknown[], got: unknown, path: string): Mismatch | null {
  if (!Array.isArray(got)) return { path, expected, got };
  if (got.length !== expected.length) return { path: joined(path, "length"), expected: expected.length, got };
  for (const [index, part] of expected.entries()) {
    const mismatch = findMismatch(part, got[index], joined(path, String(index)));
    if (mismatch !== null) return mismatch;
  }
  return null;
}

function mismatchOfMarks(marks: Fields, got: unknown, path: string): Mismatch | null {
  for (const [name, operand] of Object.entries(marks)) {
    const judge = MARKS[name];
    if (judge === undefined) throw new Error(`${path}: "${name}" is none of ${Object.keys(MARKS).join(", ")}`);
    if (!judge(operand, got)) return { path, expected: { [name]: operand }, got };
  }
  return null;
}

/** Each part takes the first that matches and that no part before it took. */
function containsAll(parts: readonly unknown[], got: readonly unknown[]): boolean {
  const taken = new Set<number>();
  return parts.every((part) => {
    const index = got.findIndex((value, at) => !taken.has(at) && findMismatch(part, value) === null);
    if (index >= 0) taken.add(index);
    return index >= 0;
  });
}

const joined = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** The value at `data.0.id`; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split(".")) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Fields)[name];
  }
  return found;
}
