// Frozen copies: what a store of plain objects takes in and hands out, so that nobody changes kept facts from outside.

/** A deep copy of plain values that cannot be changed; already frozen parts of it are copied too. */
export function frozenCopy<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as Value;
  // fromEntries, because assigning a key named __proto__ would set the prototype.
  const copies = Object.entries(value).map(([key, part]) => [key, frozenCopy(part)] as const);
  return Object.freeze(Object.fromEntries(copies)) as Value;
}
