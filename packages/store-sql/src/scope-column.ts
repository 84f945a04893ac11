// A scope as its column holds it: a list of entity numbers; the frequent empty one is one object for all rows.
const NODE_WIDE: readonly number[] = Object.freeze([]);

export const scopeColumn = (scope: readonly number[]): string => (scope.length === 0 ? "[]" : JSON.stringify(scope));
export const scopeFrom = (text: string): readonly number[] => (text === "[]" ? NODE_WIDE : JSON.parse(text));
