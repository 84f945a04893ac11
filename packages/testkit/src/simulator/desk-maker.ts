// The desk maker: exceptions on the budgets of one entity, a hard and a soft one, their ends, and what is spent there (R25, R36).
import type { Chance } from "./chance.ts";
import { CAPABILITIES, CUSTOMER, DESK, DESK_LIMIT, SCALES } from "./simulated-catalog.ts";

export interface CatalogRequest {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

const HOUR = 3_600_000;
/** Hours after the run's begin at which an exception may begin; its clock is seldom set further. */
const BEGIN_HOURS = 30;
const LASTS_HOURS = 8;

export class DeskMaker {
  readonly #chance: Chance;
  readonly #startedAt: number;
  #made = 0;

  constructor(chance: Chance, startedAt: number) {
    this.#chance = chance;
    this.#startedAt = startedAt;
  }

  /** By an amount or to a limit; at once or later; for some hours, the usage period, or until it is revoked. */
  raise(): CatalogRequest {
    const chance = this.#chance;
    this.#made += 1;
    const at = chance.below(2);
    const units = (1 + chance.below(DESK_LIMIT * 2)) / 10 ** (SCALES[at] ?? 0);
    const begin = this.#startedAt + chance.below(BEGIN_HOURS) * HOUR;
    const end = begin + (1 + chance.below(LASTS_HOURS)) * HOUR;
    const input = {
      customerId: CUSTOMER,
      entityId: DESK,
      capabilityId: CAPABILITIES[at],
      cadence: "P1D",
      [chance.pick(["amount", "usageLimit"])]: units,
      ...(chance.isWithin(0.4) ? { from: new Date(begin).toISOString() } : {}),
      ...chance.pick([{}, { until: null }, { until: new Date(end).toISOString() }]),
      reason: "a rush",
      idempotencyKey: `raise ${this.#made}`,
    };
    return { operation: "createException", input };
  }

  /** One of those that stand is revoked; a further one begins where none does. */
  lower(standing: readonly string[]): CatalogRequest {
    if (standing.length === 0) return this.raise();
    const input = { customerId: CUSTOMER, exceptionId: this.#chance.pick(standing) };
    return { operation: "revokeException", input };
  }
}
