// The assertion: says what cannot be otherwise if Purser is right, and is the only place in core that throws.

/** A bug in Purser, never a caller's fault: answered as 500. */
export class BrokenAssertion extends Error {
  override readonly name = "BrokenAssertion";
}

export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new BrokenAssertion(`This must hold but does not: ${what}.`);
}
