// Consume and reserve of the model: all levels and all capabilities at once, or nothing but a record of the denial (R24, R26, R28).
import { type Asking, askingOf, contentOf, expiryOf, ttlOf, type Wanted, wantedOf } from "./asking.ts";
import { availableOf } from "./budget.ts";
import { judgeLimited } from "./check.ts";
import { writeNow } from "./clock.ts";
import { newCustomer } from "./customer-catalog.ts";
import { deniedAnswer, grantedAnswer, judgeCaps, type Kept, keepDenials, keptChains, verdictOn } from "./granting.ts";
import type { Entry, Recorded } from "./ledger-rows.ts";
import { append, standingUnder } from "./recording.ts";
import { refuse } from "./refusal.ts";
import { answerReservation } from "./reservation.ts";
import { pathOf, type Resolution, resolve } from "./resolution.ts";
import { type Fields, optional, refuseUnknown } from "./shape.ts";
import { type Capability, type Draft, draftOf, nextId, pairOf } from "./state.ts";

const RECORDED = "customerId capabilityId items dimensions entityIds idempotencyKey strict metadata";

export function consume(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, `${RECORDED} requestedUsage`);
  const wanted = (): Wanted[] => wantedOf(draft, fields, { amount: "requestedUsage", isPositive: false });
  return grant(draft, { fields, wall, operation: "consume", wanted, record: recordUse });
}

export function reserve(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, `${RECORDED} amount minAmount ttlMs`);
  const wanted = (): Wanted[] => wantedOf(draft, fields, { amount: "amount", isPositive: true });
  return grant(draft, { fields, wall, operation: "reserve", wanted, record: openHold });
}

export type Uses = readonly { readonly capability: Capability; readonly units: bigint }[];

export interface Recording {
  readonly asking: Asking;
  readonly kept: Kept;
  readonly uses: Uses;
  readonly ttlMs: number | undefined;
}

interface Request {
  readonly fields: Fields;
  readonly wall: number;
  readonly operation: "consume" | "reserve";
  wanted(): Wanted[];
  record(draft: Draft, recording: Recording): { entries: readonly Entry[]; reservationId: string | null };
}

function grant(draft: Draft, request: Request): unknown {
  const { fields, wall, operation } = request;
  const asking = askingOf(draft, fields);
  const { customerId, key } = asking;
  judgeCustomer(draft, asking);
  const wanted = request.wanted();
  const now = writeNow(draft, customerId, wall);
  const isItems = fields.items !== undefined;
  const content = contentOf(operation, wanted, [isItems, ...asking.content]);
  const standing = standingUnder(draft, asking, content);
  if (standing !== null) return answerGrant(draft, standing, { isRepeat: true });
  const attempt = draftOf(draft);
  const resolution = resolveFor(attempt, asking, { now, capabilities: wanted.map(({ capability }) => capability) });
  const kept = keptOf(attempt, resolution, { customerId, at: now });
  const uses = wanted.map((each) => settled(attempt, kept, each));
  const verdicts = uses.map(({ capability, units }) =>
    verdictOn(attempt, kept, { capability, now, requestedOf: () => units }),
  );
  const { unresolved } = resolution;
  if (verdicts.some(({ isGranted }) => !isGranted)) {
    keepDenials(draft, verdicts);
    return { ...deniedAnswer(draft, verdicts, { isItems, unresolved }), ...(operation === "reserve" ? NO_HOLD : {}) };
  }
  const ttlMs = optional(fields.ttlMs, ttlOf);
  const { entries, reservationId } = request.record(attempt, { asking, kept, uses, ttlMs });
  const granted = { paths: kept.paths, isItems, reservationId };
  const recorded: Recorded = { content, entries, granted };
  attempt.keys.set(pairOf(customerId, key), recorded);
  keepDenials(attempt, verdicts);
  Object.assign(draft, attempt);
  const warnings = verdicts.flatMap((verdict) => verdict.warnings);
  return answerGrant(draft, recorded, { isRepeat: false, unresolved, warnings });
}

const NO_HOLD = { reservation: null };

function judgeCustomer(draft: Draft, { customerId, strict }: Asking): void {
  const customer = draft.customers.get(customerId);
  if (customer?.archivedAt != null) refuse("CustomerArchived");
  if (customer === undefined && strict) refuse("CustomerNotFound");
}

/** Newcomers are put into the draft, and so is an unknown customer. */
export function resolveFor(
  draft: Draft,
  { customerId, named, strict }: Asking,
  asked: { readonly now: number; readonly capabilities: readonly Capability[] },
): Resolution {
  if (!draft.customers.has(customerId)) draft.customers.set(customerId, newCustomer(customerId));
  const resolution = resolve(draft, { customerId, at: asked.now }, named);
  judgeLimited(draft, customerId, { capabilities: asked.capabilities, resolution });
  if (strict && resolution.unresolved.length > 0) refuse("UnresolvedDimensions");
  return resolution;
}

export function keptOf(
  draft: Draft,
  { leaves, set }: Resolution,
  { customerId, at }: { readonly customerId: string; readonly at: number },
): Kept {
  const paths = leaves.map((leaf) => pathOf(draft, customerId, leaf).map(({ id }) => id));
  return { customerId, set, paths, at };
}

/** The most that is available from the least on; the least itself where there isn't so much (R28). */
function settled(draft: Draft, kept: Kept, { capability, units, least }: Wanted): Uses[number] {
  if (least === null) return { capability, units };
  const available = keptChains(draft, kept, capability.id)
    .flat()
    .filter(({ isExempt }) => !isExempt)
    .map(availableOf)
    .reduce<bigint>((most, each) => (each !== null && each < most ? each : most), units);
  return { capability, units: available < least ? least : available };
}

function recordUse(draft: Draft, { asking, kept, uses }: Recording): ReturnType<Request["record"]> {
  const { customerId, named, metadata, key } = asking;
  const { set, at } = kept;
  const row = { customerId, set, timestamp: at, recordedAt: at, ...named, metadata, idempotencyKey: key };
  const entries = uses.map(({ capability, units }) =>
    append(draft, { ...row, kind: "consume", capabilityId: capability.id, units }),
  );
  return { entries, reservationId: null };
}

function openHold(draft: Draft, recording: Recording): ReturnType<Request["record"]> {
  const { asking, kept, uses, ttlMs } = recording;
  const { customerId, named, metadata, key } = asking;
  const { set, paths, at } = kept;
  judgeCaps(draft, customerId, set);
  const id = nextId(draft, "reservation");
  const row = { customerId, set, timestamp: at, recordedAt: at, ...named, metadata, idempotencyKey: key };
  const countsAt = draft.entries.length + 1;
  const opened = { ...row, countsAt, reservationId: id, kind: "hold" as const, units: 0n };
  const entries = uses.map(({ capability, units }) =>
    append(draft, { ...opened, capabilityId: capability.id, held: units }),
  );
  draft.reservations.set(id, {
    id,
    customerId,
    state: "open",
    capabilityIds: uses.map(({ capability }) => capability.id),
    ...named,
    metadata,
    set,
    paths,
    openedAt: at,
    firstOpenedAt: at,
    expiresAt: expiryOf(at, at, ttlMs),
    parentId: null,
    depth: 1,
    countsAt,
    commit: null,
  });
  return { entries, reservationId: id };
}

interface Shown {
  readonly isRepeat: boolean;
  readonly unresolved?: Resolution["unresolved"];
  readonly warnings?: readonly unknown[];
}

/** A grant, or the repeat of one, told from what its key guards. */
export function answerGrant(draft: Draft, recorded: Recorded, shown: Shown): Record<string, unknown> {
  const { entries, granted } = recorded;
  const [first] = entries;
  if (first === undefined || granted === null) throw new Error("a grant writes at least one entry");
  const { customerId, set, timestamp } = first;
  const uses = entries.map((entry) => ({
    capability: draft.capabilities.get(entry.capabilityId) ?? refuse("CapabilityNotFound"),
    units: entry.units + entry.held,
  }));
  const { unresolved = [], warnings, isRepeat } = shown;
  const answer = grantedAnswer(
    draft,
    { customerId, set, paths: granted.paths, at: timestamp },
    { uses, isItems: granted.isItems, unresolved, ...(warnings === undefined ? {} : { warnings }) },
  );
  const duplicate = isRepeat ? { duplicate: true } : {};
  const reservation = draft.reservations.get(granted.reservationId ?? "");
  if (reservation === undefined) return { ...answer, ledgerEntryIds: entries.map(({ id }) => id), ...duplicate };
  return { ...answer, reservation: { ...answerReservation(draft, reservation), ...duplicate } };
}
