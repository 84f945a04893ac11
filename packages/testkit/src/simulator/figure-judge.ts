// The figure judge: every figure that an answer shows is the sum of ledger entries, by plain arithmetic.
import type { Answer } from "@purser/contract";
import type { LedgerFacts } from "./ledger-facts.ts";
import { isPeriodAt } from "./period-facts.ts";
import { type IngestResult, sequenceOf } from "./sent-event.ts";
import { promise } from "./violation.ts";

type Decision = Answer<"check">;
type Node = Decision["chains"][number][number];

/** What an answer is held against: the ledger on the disk, of whom it speaks, and the wall clock. */
export interface Place {
  readonly facts: LedgerFacts;
  readonly customerId: string;
  readonly now: number;
}

/** How many entries a position covers. */
export const entriesAt = (position: string): number => Number.parseInt(position.slice("p1.".length), 36);

/** A check shows exactly the entries that its position covers, and grants by them. */
export function judgeDecision(place: Place, requestedUsage: number, decision: Decision): void {
  const { facts, customerId } = place;
  const until = entriesAt(decision.position);
  let isGranted = true;
  for (const node of decision.chains.flat()) {
    if (node.assignmentId === null) continue;
    const used = facts.used(customerId, node, until);
    const scale = 10 ** facts.scaleOf(node.capabilityId);
    promise(unitsOf(facts, node) === used, () => told("a check", node, used));
    judgePeriod(place, node);
    const grants = node.usageLimit === null || used / scale + requestedUsage <= node.usageLimit;
    promise(node.isGranted === grants, () => `${told("a check", node, used)}, granted ${node.isGranted}`);
    isGranted &&= grants;
  }
  promise(decision.isGranted === isGranted, () => `a check answers ${decision.isGranted}, its nodes ${isGranted}`);
}

/** An ingest answer shows each budget as it stood right after the event, or later where it has to be read again. */
export function judgeBudgets({ facts, customerId, now }: Place, result: IngestResult): void {
  if (result.status === "rejected") return;
  const own = sequenceOf(result.ledgerEntryIds.at(-1) ?? "ent_0");
  for (const node of result.budgets ?? []) {
    const units = unitsOf(facts, node);
    const isRunning = node.usagePeriodEnd === null || Date.parse(node.usagePeriodEnd) > now;
    const isExact = result.status === "accepted" && isRunning;
    const latest = isExact ? own : facts.entries.length;
    // What is read again, slice by slice, while its assignment is written anew belongs to no one state of it.
    if (!isExact && facts.isChangedAfter(node.assignmentId, own)) continue;
    let isThere = false;
    for (let until = own; until <= latest && !isThere; until += 1)
      isThere = facts.used(customerId, node, until) === units;
    promise(isThere, () => told(`entry ${own}'s ${result.status} answer`, node, facts.used(customerId, node, own)));
  }
}

/** Purser's now is the later of the clock and the customer's last entry (R16). */
function judgePeriod({ facts, customerId, now: clock }: Place, node: Node): void {
  const recorded = facts.entries.flatMap((fact) => (fact.customerId === customerId ? [fact.entry.recordedAt] : []));
  const start = node.usagePeriodStart === null ? Number.NEGATIVE_INFINITY : Date.parse(node.usagePeriodStart);
  const end = node.usagePeriodEnd === null ? Number.POSITIVE_INFINITY : Date.parse(node.usagePeriodEnd);
  // The last entry may be on the disk without being acknowledged yet: then the clock alone said what is now.
  const isRight = [clock, Math.max(clock, ...recorded)].some((now) => isPeriodAt(node.cadence, { start, end }, now));
  promise(isRight, () => `${node.cadence} has the period ${node.usagePeriodStart} to ${node.usagePeriodEnd}`);
}

const unitsOf = (facts: LedgerFacts, node: Node): number =>
  Math.round(node.currentUsage * 10 ** facts.scaleOf(node.capabilityId));

const told = (who: string, node: Node, used: number): string =>
  `${who} shows ${node.currentUsage} of ${node.assignmentId} at ${node.entityId} (${node.usagePeriodStart}), the entries sum to ${used} units`;
