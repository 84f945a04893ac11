// Split of the model: a part of an open hold becomes a hold of its own, in one step (R30).
import { type Asking, askingOf, contentOf, expiryOf, ttlOf } from "./asking.ts";
import { type Node, nodeOf, type Requested } from "./budget.ts";
import { writeNow } from "./clock.ts";
import { answerGrant, keptOf, resolveFor, type Uses } from "./consume.ts";
import { activeCustomer, customerOf } from "./customer-catalog.ts";
import { amountsIn, rowOf } from "./ending.ts";
import { deniedAnswer, judgeCaps, type Kept, keepDenials, verdictOn } from "./granting.ts";
import type { Entry, Reservation } from "./ledger-rows.ts";
import { append, standingUnder } from "./recording.ts";
import { refuse } from "./refusal.ts";
import { heldOf, reservationOf } from "./reservation.ts";
import { type Fields, optional, refuseUnknown } from "./shape.ts";
import { type Draft, draftOf, nextId, pairOf } from "./state.ts";

const DEPTH_MAX = 4;

export function splitReservation(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "customerId reservationId amount items dimensions entityIds ttlMs idempotencyKey metadata");
  const asking = askingOf(draft, fields);
  const parent = reservationOf(draft, customerOf(draft, fields).id, fields.reservationId);
  const parts = partsOf(draft, fields, parent);
  activeCustomer(draft, fields);
  const now = writeNow(draft, asking.customerId, wall);
  const isItems = fields.items !== undefined;
  const wanted = parts.map((part) => ({ ...part, least: null }));
  const content = contentOf("split", wanted, [parent.id, isItems, ...asking.content]);
  const standing = standingUnder(draft, asking, content);
  if (standing !== null) return answerGrant(draft, standing, { isRepeat: true });
  judgeSplit(draft, parent, parts);
  const ttlMs = optional(fields.ttlMs, ttlOf);
  return grant(draft, { asking, parent, parts, now, isItems, content, ttlMs });
}

function partsOf(draft: Draft, fields: Fields, reservation: Reservation): Uses {
  const said = amountsIn(draft, fields, { reservation, isPositive: true }) ?? refuse("InvalidRequest", "/amount");
  return [...said].map(([id, units]) => ({
    capability: draft.capabilities.get(id) ?? refuse("CapabilityNotFound"),
    units,
  }));
}

function judgeSplit(draft: Draft, parent: Reservation, parts: Uses): void {
  if (parent.state !== "open") refuse("ReservationEnded");
  if (parent.depth >= DEPTH_MAX) refuse("SplitTooDeep");
  for (const { capability, units } of parts)
    if (units > heldOf(draft, parent, capability.id)) refuse("AmountExceedsHold");
}

interface Split {
  readonly asking: Asking;
  readonly parent: Reservation;
  readonly parts: Uses;
  readonly now: number;
  readonly isItems: boolean;
  readonly content: string;
  readonly ttlMs: number | undefined;
}

function grant(draft: Draft, split: Split): unknown {
  const { asking, parts, now, isItems, content } = split;
  const { customerId, key } = asking;
  const attempt = draftOf(draft);
  const resolution = resolveFor(attempt, asking, { now, capabilities: parts.map(({ capability }) => capability) });
  const { unresolved } = resolution;
  const kept = keptOf(attempt, resolution, { customerId, at: now });
  const verdicts = parts.map((use) =>
    verdictOn(attempt, kept, {
      capability: use.capability,
      now,
      ...growthAt(split, kept, { draft: attempt, use }),
    }),
  );
  if (verdicts.some(({ isGranted }) => !isGranted)) {
    keepDenials(draft, verdicts);
    return { ...deniedAnswer(draft, verdicts, { isItems, unresolved }), reservation: null };
  }
  judgeCaps(attempt, customerId, kept.set);
  const { entries, reservationId } = handOver(attempt, split, kept);
  const recorded = { content, entries, granted: { paths: kept.paths, isItems, reservationId } };
  attempt.keys.set(pairOf(customerId, key), recorded);
  keepDenials(attempt, verdicts);
  Object.assign(draft, attempt);
  const warnings = verdicts.flatMap((verdict) => verdict.warnings);
  return answerGrant(draft, recorded, { isRepeat: false, unresolved, warnings });
}

/** What covers both stays as it is; what is needed less of a carved child makes room for what its parent then counts. */
function growthAt(split: Split, kept: Kept, part: { readonly draft: Draft; readonly use: Uses[number] }) {
  const { draft, use } = part;
  const moved = { ...draft, entries: [...draft.entries, ...movedEntries(split, kept, { ...use, after: draft })] };
  const growthOf = ({ entity, assignment, load, used, held, isExempt }: Node): bigint => {
    if (assignment === null) return use.units;
    const after = nodeOf(moved, { entity, assignment }, kept.at);
    // What is carved out decides for an exempt one: there only use and holds themselves are told.
    return isExempt ? after.used + after.held - used - held : after.load - load;
  };
  return {
    requestedOf: (node: Node): Requested => {
      const growth = growthOf(node);
      return growth > 0n ? growth : null;
    },
  };
}

function movedEntries(
  { asking, parent, now }: Split,
  { set, at }: Kept,
  { capability, units, after }: Uses[number] & { readonly after: Draft },
): Entry[] {
  const sequence = after.entries.length + 1;
  const row = { ...rowOf(parent), kind: "split" as const, id: "", recordedAt: now, metadata: null, corrects: null };
  const taken = { ...row, capabilityId: capability.id, units: 0n, held: -units, sequence };
  const child = { set, timestamp: at, countsAt: sequence, idempotencyKey: asking.key };
  return [taken, { ...taken, ...child, held: units }];
}

/** The child's rows, which its key guards, then the parent's. */
function handOver(draft: Draft, split: Split, kept: Kept): { entries: readonly Entry[]; reservationId: string } {
  const { asking, parent, parts, now } = split;
  const child = childOf(split, kept, { id: nextId(draft, "reservation"), countsAt: draft.entries.length + 1 });
  draft.reservations.set(child.id, child);
  const row = { recordedAt: now, units: 0n, kind: "split" as const };
  const taken = { ...rowOf(child), ...row, metadata: asking.metadata, idempotencyKey: asking.key };
  const entries = parts.map(({ capability, units }) =>
    append(draft, { ...taken, capabilityId: capability.id, held: units }),
  );
  for (const { capability, units } of parts)
    append(draft, { ...rowOf(parent), ...row, metadata: null, capabilityId: capability.id, held: -units });
  return { entries, reservationId: child.id };
}

function childOf(
  { asking, parent, parts, now, ttlMs }: Split,
  { set, paths }: Kept,
  made: Pick<Reservation, "id" | "countsAt">,
): Reservation {
  return {
    ...made,
    customerId: asking.customerId,
    state: "open",
    capabilityIds: parts.map(({ capability }) => capability.id),
    ...asking.named,
    metadata: asking.metadata,
    set,
    paths,
    openedAt: now,
    firstOpenedAt: parent.firstOpenedAt,
    expiresAt: expiryOf(parent.firstOpenedAt, now, ttlMs),
    parentId: parent.id,
    depth: parent.depth + 1,
    commit: null,
  };
}
