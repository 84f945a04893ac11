// The spend maker: consumes, reserves, splits and the steps of reservations, their repeats and conflicts, as chance has them.
import type { Chance } from "./chance.ts";
import type { EventMaker } from "./event-maker.ts";
import type { SentItem } from "./sent-event.ts";
import type { SentSpend, SentSpends, SpendOperation } from "./sent-spend.ts";
import {
  CAPABILITIES,
  CUSTOMER,
  DESK,
  DESK_LIMIT,
  OTHER_CUSTOMERS,
  SCALES,
  TILL,
  TILL_LIMIT,
} from "./simulated-catalog.ts";

export type StepOperation = "commitReservation" | "releaseReservation" | "extendReservation";

export interface ReservationStep {
  readonly kind: "step";
  readonly operation: StepOperation;
  readonly reservationId: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type SpendCommand = { readonly kind: "spend"; readonly spend: SentSpend } | ReservationStep;

const AMOUNT_MAX = 16;
/** More than most budgets have. */
const GREEDY_MORE = 60;
const TILL_HELD = 4;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** From the least to the most that may be asked for; null: left out. */
const TTLS = [SECOND, 60 * SECOND, null, HOUR, 7 * HOUR, 24 * HOUR] as const;
const STEPS = { commitReservation: 5, releaseReservation: 2, extendReservation: 4 };

export class SpendMaker {
  readonly #chance: Chance;
  readonly #events: EventMaker;
  readonly #spends: SentSpends;
  #made = 0;

  constructor(chance: Chance, events: EventMaker, spends: SentSpends) {
    this.#chance = chance;
    this.#events = events;
    this.#spends = spends;
  }

  /** What is still free is asked for by a new request. */
  next(operation: "consume" | "reserve"): SpendCommand {
    const chance = this.#chance;
    const isOther = chance.isWithin(0.1);
    const customerId = isOther ? chance.pick(OTHER_CUSTOMERS) : CUSTOMER;
    const items = this.#items();
    const isModest = operation === "reserve" && items.length === 1 && chance.isWithin(0.2);
    const fields = { ...this.#events.named(isOther), ...(operation === "reserve" ? this.#ttl() : {}) };
    return this.#make({ operation, customerId, items, isModest, fields });
  }

  /** Part of a hold for somebody else; null without a reservation. */
  split(): SpendCommand | null {
    const parent = this.#reservation();
    if (parent === null) return null;
    const [item] = parent.spend.items;
    if (item === undefined) return null;
    const items = [{ ...item, units: 1 + this.#chance.below(Math.max(1, item.units)) }];
    const { customerId } = parent.spend;
    const fields = { ...this.#events.named(customerId !== CUSTOMER), ...this.#ttl(), reservationId: parent.id };
    return this.#make({ operation: "splitReservation", customerId, items, isModest: false, fields });
  }

  /** A step of a reservation that somebody was told of, ended or not. */
  step(): SpendCommand | null {
    const standing = this.#reservation();
    if (standing === null) return null;
    const operation = this.#chance.weighted(STEPS);
    const { customerId, items } = standing.spend;
    return {
      kind: "step",
      operation,
      reservationId: standing.id,
      input: { customerId, reservationId: standing.id, ...this.#change(operation, items) },
    };
  }

  /** A hold of one small budget that outlives its day: what it grows by is judged by a day that only the ledger knows. */
  till(step: "hold" | "fill" | "use" | "grow"): SpendCommand | null {
    const units = { hold: TILL_HELD, fill: TILL_LIMIT - TILL_HELD, use: 1, grow: TILL_HELD + 1 }[step];
    const items = [{ capabilityId: "tokens", units }];
    const fields = { entityIds: [TILL], ...(step === "hold" ? { ttlMs: 24 * HOUR } : {}) };
    if (step !== "grow") {
      const operation = step === "hold" ? "reserve" : "consume";
      return this.#make({ operation, customerId: CUSTOMER, items, isModest: false, fields });
    }
    for (const [reservationId, { input }] of this.#spends.reservations) {
      if (String(input.entityIds) !== TILL) continue;
      const growth = { customerId: CUSTOMER, reservationId, items: [{ capabilityId: "tokens", amount: units }] };
      return { kind: "step", operation: "extendReservation", reservationId, input: growth };
    }
    return null;
  }

  /** A part of limits that few such requests use up, unless exceptions raise them. */
  desk(): SpendCommand {
    const chance = this.#chance;
    const operation = chance.pick(["consume", "reserve"] as const);
    const items = [{ capabilityId: CAPABILITIES[chance.below(2)] ?? "tokens", units: 1 + chance.below(DESK_LIMIT) }];
    const fields = { entityIds: [DESK], ...(operation === "reserve" ? this.#ttl() : {}) };
    return this.#make({ operation, customerId: CUSTOMER, items, isModest: false, fields });
  }

  /** A request sent before, granted or not. */
  repeat(): SpendCommand | null {
    const sent = [...this.#spends.all.values()];
    return sent.length === 0 ? null : { kind: "spend", spend: this.#chance.pick(sent) };
  }

  /** Another request under a key that may stand for one already. */
  conflict(): SpendCommand | null {
    const before = this.repeat();
    if (before?.kind !== "spend" || before.spend.operation === "splitReservation") return null;
    const { operation, customerId, key } = before.spend;
    const items = [{ capabilityId: "tokens", units: AMOUNT_MAX + 1 }];
    return this.#make({ operation, customerId, items, isModest: false, fields: { entityIds: ["a2"] }, key });
  }

  #make(made: {
    readonly operation: SpendOperation;
    readonly customerId: string;
    readonly items: readonly SentItem[];
    readonly isModest: boolean;
    readonly fields: Record<string, unknown>;
    readonly key?: string;
  }): SpendCommand {
    this.#made += 1;
    const name = `spend ${this.#made}`;
    const { operation, customerId, items, isModest, fields, key = name } = made;
    const isSplit = operation === "splitReservation";
    const amountField = operation === "consume" ? "requestedUsage" : "amount";
    const sent = items.map(({ capabilityId, units }) => ({
      capabilityId,
      [amountField]: decimalOf(capabilityId, units),
    }));
    const what = sent.length > 1 || isSplit ? { items: sent } : sent[0];
    const modest = isModest ? { minAmount: decimalOf(items[0]?.capabilityId ?? "", 1) } : {};
    const metadata = { event: name, request: name };
    const input = { customerId, ...what, ...modest, ...fields, metadata, idempotencyKey: key };
    return {
      kind: "spend",
      spend: this.#spends.add({ name, operation, customerId, key, input, items, isModest }),
    };
  }

  #items(): SentItem[] {
    const chance = this.#chance;
    const count = chance.isWithin(0.15) ? 2 : 1;
    const first = chance.below(2);
    return Array.from({ length: count }, (_, at) => ({
      capabilityId: CAPABILITIES[(first + at) % 2] ?? "tokens",
      units: 1 + chance.below(AMOUNT_MAX),
    }));
  }

  #change(operation: StepOperation, items: readonly SentItem[]): Record<string, unknown> {
    const chance = this.#chance;
    if (operation === "releaseReservation") return {};
    const isExtend = operation === "extendReservation";
    if (!isExtend && chance.isWithin(0.3)) return {};
    const ttl = isExtend && chance.isWithin(0.5) ? { ttlMs: HOUR * (1 + chance.below(20)) } : {};
    if (isExtend && "ttlMs" in ttl && chance.isWithin(0.3)) return ttl;
    const isGreedy = isExtend && chance.isWithin(0.4);
    const amounts = items.map(({ capabilityId, units }) => ({
      capabilityId,
      amount: decimalOf(capabilityId, chance.below(units + (isGreedy ? GREEDY_MORE : AMOUNT_MAX))),
    }));
    return { items: amounts, ...ttl };
  }

  #ttl(): Record<string, unknown> {
    const ttlMs = this.#chance.pick(TTLS);
    return ttlMs === null ? {} : { ttlMs };
  }

  #reservation(): { readonly id: string; readonly spend: SentSpend } | null {
    const all = [...this.#spends.reservations].map(([id, spend]) => ({ id, spend }));
    // The newest are the ones that others reach for as well.
    const near = this.#chance.isWithin(0.6) ? all.slice(-3) : all;
    return near.length === 0 ? null : this.#chance.pick(near);
  }
}

const decimalOf = (capabilityId: string, units: number): number =>
  units / 10 ** (SCALES[CAPABILITIES.indexOf(capabilityId as "tokens")] ?? 0);
