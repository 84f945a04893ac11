// A capability: what is consumed and limited, counted in units of 10^-scale (R1).

export interface Capability {
  readonly number: number;
  readonly environment: number;
  readonly id: string;
  readonly kind: "feature" | "currency";
  readonly displayName: string;
  readonly unitSingular: string | null;
  readonly unitPlural: string | null;
  readonly scale: number;
  readonly createdAt: number;
}

/** R1: a feature counts whole units, a currency millionths, unless the vendor says otherwise. */
export const defaultScale = (kind: Capability["kind"]): number => (kind === "currency" ? 6 : 0);

/** R1: price × tokens must never lose usage, so a currency's amounts are rounded; everything else is exact. */
export const roundingOf = (capability: Capability): "round" | "exact" =>
  capability.kind === "currency" ? "round" : "exact";
