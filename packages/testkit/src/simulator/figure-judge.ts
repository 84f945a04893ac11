// The figure judge: every figure that an answer shows is the sum of ledger entries, by plain arithmetic.
import type { Answer } from "@purser/contract";
import type { Figure, LedgerFacts } from "./ledger-facts.ts";
import { isPeriodAt } from "./period-facts.ts";
import { type IngestResult, sequenceOf } from "./sent-event.ts";
import { promise } from "./violation.ts";

type Decision = Pick<Answer<"check">, "isGranted" | "chains">;
type Node = Answer<"check">["chains"][number][number];

/** What an answer is held against: the ledger on the disk, of whom it speaks, and the wall clock. */
export interface Place {
  readonly facts: LedgerFacts;
  readonly customerId: string;
  readonly now: number;
}

/** How many entries a position covers. */
export const entriesAt = (position: string): number => Number.parseInt(position.slice("p1.".length), 36);

/** A check shows exactly the entries that its position covers, and grants by them. */
export function judgeDecision(place: Place, requestedUsage: number, decision: Answer<"check">): void {
  const { facts, customerId } = place;
  const until = entriesAt(decision.position);
  let isGranted = true;
  for (const node of governed(decision)) {
    const figure = facts.figure(customerId, node, until);
    const scale = 10 ** facts.scaleOf(node.capabilityId);
    promise(isShown(facts, node, figure), () => told("a check", node, figure));
    judgePeriod(place, node);
    const load = (figure.used + figure.held) / scale;
    const grants = mayGrant(place, { node, requested: requestedUsage, load, decision });
    promise(grants.includes(node.isGranted), () => `${told("a check", node, figure)}, granted ${node.isGranted}`);
    isGranted &&= node.isGranted;
  }
  promise(decision.isGranted === isGranted, () => `a check answers ${decision.isGranted}, its nodes ${isGranted}`);
}

/** An ingest answer shows each budget as it stood right after the event, or later where it has to be read again. */
export function judgeBudgets(place: Place, result: IngestResult): void {
  if (result.status === "rejected") return;
  const own = sequenceOf(result.ledgerEntryIds.at(-1) ?? "ent_0");
  const isExact = result.status === "accepted";
  judgeAfter(place, result.budgets ?? [], { who: `entry ${own}'s ${result.status} answer`, own, isExact });
}

/** `isExact`: figures of running periods are those right after the entry `own`; otherwise those of then or later. */
export function judgeAfter(
  { facts, customerId, now }: Place,
  nodes: readonly Node[],
  { who, own, isExact }: { readonly who: string; readonly own: number; readonly isExact: boolean },
): void {
  for (const node of nodes) {
    const isRunning = node.usagePeriodEnd === null || Date.parse(node.usagePeriodEnd) > now;
    const isOfThen = isExact && isRunning;
    const latest = isOfThen ? own : facts.entries.length;
    // What is read again, slice by slice, while its assignment is written anew belongs to no one state of it.
    if (!isOfThen && facts.isChangedAfter(node.assignmentId, own)) continue;
    let isThere = false;
    for (let until = own; until <= latest && !isThere; until += 1) {
      isThere = isShown(facts, node, facts.figure(customerId, node, until));
    }
    promise(isThere, () => told(who, node, facts.figure(customerId, node, own)));
  }
}

export interface Denied {
  /** Entries that stood when it was asked, those that nobody was told of left out. */
  readonly from: number;
  /** Capability id → how much was asked for at least, as on the wire. */
  readonly requested: ReadonlyMap<string, number>;
}

/** No false denial: at one moment since it was asked the budgets stood as shown, and one of them had no room. */
export function judgeDenial({ facts, customerId }: Place, denied: Denied, decision: Decision): void {
  const nodes = governed(decision);
  promise(!decision.isGranted && nodes.some(({ isGranted }) => !isGranted), () => "a denial has no node that denies");
  for (const node of nodes) {
    const requested = denied.requested.get(node.capabilityId) ?? 0;
    const load = node.currentUsage + node.heldUsage;
    const grants = mayGrant({ facts, customerId }, { node, requested, load, decision });
    promise(grants.includes(node.isGranted), () => `${JSON.stringify(node)} is no answer to ${requested}`);
  }
  const standing = nodes.filter(({ assignmentId }) => !facts.isChangedAfter(assignmentId, denied.from));
  for (let until = denied.from; until <= facts.entries.length; until += 1) {
    if (standing.every((node) => isShown(facts, node, facts.figure(customerId, node, until)))) return;
  }
  promise(false, () => `a denial shows figures that never stood together: ${JSON.stringify(standing)}`);
}

interface Granting {
  readonly node: Node;
  readonly requested: number;
  /** Used and held. */
  readonly load: number;
  readonly decision: Decision;
}

/** More than any rounding of sums of decimals. */
const ROUNDING = 1e-9;

/** The answers that fit: both where the request may have come through something carved out of the budget (R34). */
function mayGrant(place: Pick<Place, "facts" | "customerId">, granting: Granting): readonly boolean[] {
  const { node, requested, load, decision } = granting;
  const { usageLimit, allocated, available } = node;
  const isLower = ({ entityId }: Node): boolean =>
    entityId !== node.entityId && place.facts.wasCarved(place.customerId, entityId);
  if (usageLimit === null) return [true];
  const room = (allocated ?? 0) > 0 ? (available ?? 0) : usageLimit - load;
  const isExempt = allocated !== null && decision.chains.flat().some(isLower);
  // Of a load beyond the ceiling an answer shows no more than that nothing is available.
  const isFull = (allocated ?? 0) > 0 && room === 0 && requested === 0;
  return isExempt || isFull
    ? [requested <= room + ROUNDING, true, ...(isFull ? [false] : [])]
    : [requested <= room + ROUNDING];
}

export const governed = ({ chains }: Decision): Node[] =>
  chains.flat().filter(({ assignmentId }) => assignmentId !== null);

/** Purser's now is the later of the clock and the customer's last entry (R16). */
function judgePeriod({ facts, customerId, now: clock }: Place, node: Node): void {
  const recorded = facts.entries.flatMap((fact) => (fact.customerId === customerId ? [fact.entry.recordedAt] : []));
  const start = node.usagePeriodStart === null ? Number.NEGATIVE_INFINITY : Date.parse(node.usagePeriodStart);
  const end = node.usagePeriodEnd === null ? Number.POSITIVE_INFINITY : Date.parse(node.usagePeriodEnd);
  // The last entry may be on the disk without being acknowledged yet: then the clock alone said what is now.
  const isRight = [clock, Math.max(clock, ...recorded)].some((now) => isPeriodAt(node.cadence, { start, end }, now));
  promise(isRight, () => `${node.cadence} has the period ${node.usagePeriodStart} to ${node.usagePeriodEnd}`);
}

function isShown(facts: LedgerFacts, node: Node, { used, held }: Figure): boolean {
  const scale = 10 ** facts.scaleOf(node.capabilityId);
  return Math.round(node.currentUsage * scale) === used && Math.round(node.heldUsage * scale) === held;
}

const told = (who: string, node: Node, { used, held }: Figure): string =>
  `${who} shows ${node.currentUsage} used and ${node.heldUsage} held of ${node.assignmentId} at ${node.entityId} ` +
  `(${node.usagePeriodStart}), the entries sum to ${used} and ${held} units`;
