// Sent spends: the consumes, reserves and splits that clients sent, what they were told, and whether the ledger agrees (R21, R24, R26).

import type { FactEntry, LedgerFacts } from "./ledger-facts.ts";
import type { SentItem } from "./sent-event.ts";
import { promise } from "./violation.ts";

export type SpendOperation = "consume" | "reserve" | "splitReservation";

/** One request under a key; its name stands in the metadata of each entry that it opens with. */
export interface SentSpend {
  readonly name: string;
  readonly operation: SpendOperation;
  readonly customerId: string;
  readonly key: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly items: readonly SentItem[];
  /** Less would do (R28). */
  readonly isModest: boolean;
  /** Number of the first entry that a client was told of; 0: none yet. */
  first: number;
  /** The id of the reservation that a client was told of. */
  reservationId: string | null;
  granted: number;
  open: number;
  isUncertain: boolean;
}

/** What a client was told of a reservation's end. */
interface ToldEnd {
  readonly state: string;
  readonly committed: readonly (number | null)[];
}

export interface AnsweredReservation {
  readonly id: string;
  readonly state: string;
  readonly items: readonly {
    readonly capabilityId: string;
    readonly amount: number;
    readonly committed: number | null;
  }[];
}

export class SentSpends {
  readonly all = new Map<string, SentSpend>();
  /** Reservations that clients were told of, by id. */
  readonly reservations = new Map<string, SentSpend>();
  readonly #ends = new Map<string, ToldEnd>();

  add(spend: Pick<SentSpend, "name" | "operation" | "customerId" | "key" | "input" | "items" | "isModest">): SentSpend {
    const sent = { ...spend, first: 0, reservationId: null, granted: 0, open: 0, isUncertain: false };
    this.all.set(spend.name, sent);
    return sent;
  }

  granted(
    spend: SentSpend,
    told: { readonly first: number; readonly reservationId: string | null; readonly isDuplicate: boolean },
  ): void {
    if (!told.isDuplicate) spend.granted += 1;
    promise(spend.granted <= 1, () => `${spend.name} was granted twice`);
    promise(
      spend.first === 0 || spend.first === told.first,
      () => `${spend.name} stood at ${spend.first}, now at ${told.first}`,
    );
    spend.first = told.first;
    spend.reservationId = told.reservationId;
    if (told.reservationId !== null) this.reservations.set(told.reservationId, spend);
  }

  /** A key that stands answers with what it stands for, however full the budgets are. */
  denied(spend: SentSpend, how: string): void {
    promise(spend.first === 0, () => `${spend.name} was granted, now it is ${how}`);
  }

  hasEnded(id: string | null): boolean {
    return id !== null && this.#ends.has(id);
  }

  /** Told of an end, nobody is ever told of another one, nor whoever asks then that it is open; `wasEnded` when he asked. */
  told({ id, state, items }: AnsweredReservation, wasEnded: boolean): void {
    const before = this.#ends.get(id);
    promise(!wasEnded || state !== "open", () => `${id} had ended when it was asked for, and is told to be open`);
    // An answer of before the end may come after it.
    if (state === "open") return;
    const committed = items.map((item) => item.committed);
    if (before !== undefined) {
      promise(before.state === state, () => `${id} was ${before.state}, now it is ${state}`);
      const isKept = before.committed.every((units, at) => units === null || units === committed[at]);
      promise(isKept, () => `${id} had counted ${before.committed}, now ${committed}`);
    }
    this.#ends.set(id, { state, committed: committed.map((units, at) => units ?? before?.committed[at] ?? null) });
  }

  /** Every entry that spends is of a request that was sent, and each request stands in the ledger whole and once. */
  judge(facts: LedgerFacts): void {
    const bySpend = new Map<string, FactEntry[]>();
    for (const fact of facts.entries) {
      if (!isOpening(fact)) continue;
      const name = fact.entry.metadata?.event ?? "";
      promise(this.all.has(name), () => `entry ${fact.sequence} is of no request that was sent`);
      bySpend.set(name, [...(bySpend.get(name) ?? []), fact]);
    }
    const keys = new Set<string>();
    for (const spend of this.all.values()) {
      const found = bySpend.get(spend.name) ?? [];
      judgeOne(spend, found);
      if (found.length === 0) continue;
      promise(!keys.has(spend.key), () => `two requests stand under the key ${spend.key}`);
      keys.add(spend.key);
    }
    for (const [id, { state }] of this.#ends) this.#judgeEnd(id, state, facts);
  }

  #judgeEnd(id: string, state: string, facts: LedgerFacts): void {
    const number = Number.parseInt(id.slice("res_".length), 36);
    const kinds = facts.entries.flatMap(({ entry }) => (entry.reservation === number ? [entry.kind] : []));
    const isThere = kinds.includes(
      ({ committed: "commit", released: "release" } as const)[state as "released"] ?? "expire",
    );
    promise(isThere, () => `${id} was told to be ${state}, the ledger has ${kinds}`);
  }
}

/** Entries of consume, reserve and of what a split opens; what a reservation goes through later has no name. */
export const isSpending = ({ entry }: FactEntry): boolean => entry.kind === "consume" || entry.reservation > 0;

const isOpening = (fact: FactEntry): boolean =>
  isSpending(fact) && (fact.entry.kind === "consume" || (fact.entry.countedAs === 0 && fact.entry.hold > 0));

function judgeOne(spend: SentSpend, found: readonly FactEntry[]): void {
  const { name, first, items } = spend;
  promise(first === 0 || found[0]?.sequence === first, () => `${name} was told as entry ${first}, and is not there`);
  if (found.length === 0) return;
  const mayBeThere = first > 0 || spend.isUncertain || spend.open > 0;
  promise(mayBeThere, () => `${name} was refused, yet the ledger has it`);
  promise(found.length === items.length, () => `${name} has ${found.length} entries of ${items.length}`);
  for (const [index, { sequence, capabilityId, customerId, entry }] of found.entries()) {
    const item = items[index];
    const units = entry.use + entry.hold;
    const isAmount = spend.isModest ? units > 0 && units <= (item?.units ?? 0) : units === item?.units;
    const isItself =
      isAmount &&
      capabilityId === item?.capabilityId &&
      customerId === spend.customerId &&
      sequence === (found[0]?.sequence ?? 0) + index;
    promise(isItself, () => `${name}: its entry ${index} is ${JSON.stringify(entry)}`);
  }
}
