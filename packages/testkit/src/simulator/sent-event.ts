// Sent events: what clients sent, what they were told about it, and whether the ledger agrees with both.
import type { Answer } from "@purser/contract";
import type { FactEntry, LedgerFacts } from "./ledger-facts.ts";
import { isSpending } from "./sent-spend.ts";
import { promise } from "./violation.ts";

export type IngestResult = Answer<"ingest">["data"][number];

export interface SentItem {
  readonly capabilityId: string;
  /** In the capability's units. */
  readonly units: number;
}

/** One event; its name stands in the metadata of each of its entries. */
export interface SentEvent {
  readonly name: string;
  readonly customerId: string;
  readonly key: string | null;
  readonly wire: Readonly<Record<string, unknown>>;
  /** null: a void, which takes back whatever is left. */
  readonly items: readonly SentItem[] | null;
  /** The entries that a client was told of. */
  ids: readonly string[] | null;
  accepted: number;
  /** Requests under way that hold it. */
  open: number;
  /** It was sent without a definite answer: nobody knows whether it is recorded. */
  isUncertain: boolean;
  wasLost: boolean;
}

export const sequenceOf = (entryId: string): number => Number.parseInt(entryId.slice("ent_".length), 36);

export class SentEvents {
  readonly all = new Map<string, SentEvent>();
  /** The newest entry that any client was told of. */
  head = 0;

  add(event: Pick<SentEvent, "name" | "customerId" | "key" | "wire" | "items">): SentEvent {
    const sent = { ...event, ids: null, accepted: 0, open: 0, isUncertain: false, wasLost: false };
    this.all.set(event.name, sent);
    return sent;
  }

  answered(event: SentEvent, result: IngestResult, facts: LedgerFacts): void {
    if (result.status === "rejected") {
      promise(event.ids === null, () => `${event.name} was recorded, now it is rejected: ${result.problem.code}`);
      return;
    }
    if (result.status === "accepted") event.accepted += 1;
    promise(event.accepted <= 1, () => `${event.name} was accepted twice`);
    const told = result.ledgerEntryIds;
    const before = event.ids ?? told;
    promise(String(before) === String(told), () => `${event.name} was told as ${String(before)}, now ${String(told)}`);
    event.ids = told;
    for (const id of told) this.head = Math.max(this.head, sequenceOf(id));
    judgeEntries(
      event,
      told.map((id) => facts.entries[sequenceOf(id) - 1]),
    );
  }

  /** Every entry is of an event that was sent, each event stands in the ledger whole and once, and as it was told. */
  judge(facts: LedgerFacts): void {
    const byEvent = new Map<string, FactEntry[]>();
    for (const fact of facts.entries) {
      if (isSpending(fact)) continue;
      const name = fact.entry.metadata?.event ?? "";
      promise(this.all.has(name), () => `entry ${fact.sequence} is of no event that was sent`);
      byEvent.set(name, [...(byEvent.get(name) ?? []), fact]);
    }
    const keys = new Set<string>();
    for (const event of this.all.values()) {
      const found = byEvent.get(event.name) ?? [];
      judgeOne(event, found);
      if (found.length === 0 || event.key === null) continue;
      const text = `${event.customerId} ${event.key}`;
      promise(!keys.has(text), () => `two events stand under the key ${text}`);
      keys.add(text);
    }
    judgeCorrections(facts);
  }
}

function judgeOne(event: SentEvent, found: readonly FactEntry[]): void {
  if (event.ids !== null) {
    const told = event.ids.map(sequenceOf);
    const kept = found.map(({ sequence }) => sequence);
    promise(String(told) === String(kept), () => `${event.name} was told as entries ${told}, the ledger has ${kept}`);
  }
  if (found.length === 0) return;
  const mayBeThere = event.ids !== null || event.isUncertain || event.open > 0;
  promise(mayBeThere, () => `${event.name} was refused, yet the ledger has it`);
  judgeEntries(event, found);
}

function judgeEntries(event: SentEvent, found: readonly (FactEntry | undefined)[]): void {
  const items = event.items ?? [null];
  promise(found.length === items.length, () => `${event.name} has ${found.length} entries of ${items.length}`);
  for (const [index, fact] of found.entries()) {
    const item = items[index];
    const isItself =
      fact !== undefined &&
      fact.customerId === event.customerId &&
      fact.entry.metadata?.event === event.name &&
      fact.sequence === (found[0]?.sequence ?? 0) + index &&
      (item === null || (fact.capabilityId === item?.capabilityId && fact.entry.use === item.units));
    promise(isItself, () => `${event.name}: its entry ${index} is ${JSON.stringify(fact)}`);
  }
}

/** R23: never more is taken back than was recorded, and where it was recorded. */
function judgeCorrections({ entries }: LedgerFacts): void {
  const left = new Map<number, number>();
  for (const { sequence, entry } of entries) {
    if (entry.corrects === 0) {
      left.set(sequence, entry.use);
      continue;
    }
    const rest = (left.get(entry.corrects) ?? Number.NaN) + entry.use;
    const original = entries[entry.corrects - 1]?.entry;
    promise(rest >= 0, () => `entry ${sequence} takes back more than is left of ${entry.corrects}`);
    const isAlike = original?.timestamp === entry.timestamp && String(original.resolved) === String(entry.resolved);
    promise(isAlike, () => `correction ${sequence} stands elsewhere than entry ${entry.corrects}`);
    left.set(entry.corrects, rest);
  }
}
