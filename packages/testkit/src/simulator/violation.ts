// A violation: a promise that a simulated run saw broken.

export class Violation extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = "Violation";
  }
}

export function promise(holds: boolean, detail: () => string): void {
  if (!holds) throw new Violation(detail());
}
