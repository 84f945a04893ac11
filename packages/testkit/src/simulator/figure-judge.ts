// The figure judge: every figure that an answer shows is the sum of ledger entries, by plain arithmetic.
import type { Answer } from "@purser/contract";
import type { Figure, LedgerFacts } from "./ledger-facts.ts";
import { isPeriodAt } from "./period-facts.ts";
import { type IngestResult, sequenceOf } from "./sent-event.ts";
import { CAPABILITIES, DESK_LIMIT, SCALES } from "./simulated-catalog.ts";
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
  const instants = instantsOf(place);
  let isGranted = true;
  for (const node of governed(decision)) {
    const figure = facts.figure(customerId, node, until);
    const scale = 10 ** facts.scaleOf(node.capabilityId);
    promise(isShown(facts, node, figure), () => told("a check", node, figure));
    judgePeriod(instants, node);
    if (!facts.isLimitChangedAfter(node.assignmentId, until)) judgeLimit(place, node, instants);
    const load = (figure.used + figure.held) / scale;
    const grants = mayGrant(place, { node, requested: requestedUsage, load, decision, isPlanned: false });
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
    const grants = mayGrant({ facts, customerId }, { node, requested, load, decision, isPlanned: true });
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
  /** By a plan, which may know late what is carved out of a budget: it then sees more room than there is. */
  readonly isPlanned: boolean;
}

/** More than any rounding of sums of decimals. */
const ROUNDING = 1e-9;

/** Of every soft budget of the run. */
const SOFT_OVERAGE = DESK_LIMIT / 10 ** (SCALES[CAPABILITIES.indexOf("credits")] ?? 0);

/** The answers that fit: both where the request may have come through something carved out of the budget (R34). */
function mayGrant(place: Pick<Place, "facts" | "customerId">, granting: Granting): readonly boolean[] {
  const { node, requested, load, decision, isPlanned } = granting;
  const { usageLimit, allocated, available, enforcement } = node;
  const isLower = ({ entityId }: Node): boolean =>
    entityId !== node.entityId && place.facts.wasCarved(place.customerId, entityId);
  if (usageLimit === null) return [true];
  if (enforcement === "soft") return [requested <= usageLimit + SOFT_OVERAGE - load + ROUNDING];
  const isShownRoom = (allocated ?? 0) > 0 || (isPlanned && allocated !== null && (available ?? 0) > usageLimit - load);
  const room = isShownRoom ? (available ?? 0) : usageLimit - load;
  const isExempt = allocated !== null && decision.chains.flat().some(isLower);
  // Of a load beyond the ceiling an answer shows no more than that nothing is available.
  const isFull = (allocated ?? 0) > 0 && room === 0 && requested === 0;
  return isExempt || isFull
    ? [requested <= room + ROUNDING, true, ...(isFull ? [false] : [])]
    : [requested <= room + ROUNDING];
}

export const governed = ({ chains }: Decision): Node[] =>
  chains.flat().filter(({ assignmentId }) => assignmentId !== null);

/** Purser's now is the later of the clock and the customer's last entry; that one may be unacknowledged yet (R16). */
function instantsOf({ facts, customerId, now }: Place): readonly number[] {
  const recorded = facts.entries.flatMap((fact) => (fact.customerId === customerId ? [fact.entry.recordedAt] : []));
  return [now, Math.max(now, ...recorded)];
}

/** A node shows its limit with the exceptions that are in force (R36). */
function judgeLimit({ facts, customerId }: Place, node: Node, instants: readonly number[]): void {
  if (node.usageLimit === null) return;
  const shown = Math.round(node.usageLimit * 10 ** facts.scaleOf(node.capabilityId));
  const limits = instants.map((at) => facts.limitOf(customerId, node, at));
  promise(
    limits.includes(shown),
    () => `${node.assignmentId} shows a limit of ${shown} units, by its rows it is ${limits}`,
  );
}

function judgePeriod(instants: readonly number[], node: Node): void {
  const start = node.usagePeriodStart === null ? Number.NEGATIVE_INFINITY : Date.parse(node.usagePeriodStart);
  const end = node.usagePeriodEnd === null ? Number.POSITIVE_INFINITY : Date.parse(node.usagePeriodEnd);
  const isRight = instants.some((now) => isPeriodAt(node.cadence, { start, end }, now));
  promise(isRight, () => `${node.cadence} has the period ${node.usagePeriodStart} to ${node.usagePeriodEnd}`);
}

function isShown(facts: LedgerFacts, node: Node, { used, held }: Figure): boolean {
  const scale = 10 ** facts.scaleOf(node.capabilityId);
  return Math.round(node.currentUsage * scale) === used && Math.round(node.heldUsage * scale) === held;
}

const told = (who: string, node: Node, { used, held }: Figure): string =>
  `${who} shows ${node.currentUsage} used and ${node.heldUsage} held of ${node.assignmentId} at ${node.entityId} ` +
  `(${node.usagePeriodStart}), the entries sum to ${used} and ${held} units`;
