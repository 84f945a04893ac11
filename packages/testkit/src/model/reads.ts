// Reads of the model: what stands, page by page; a cursor is the place in the list.
import { answerAssignment } from "./assignment-answer.ts";
import { nodeOf } from "./budget.ts";
import { answerEntry, entryOf } from "./correction.ts";
import { answerCustomer, customerOf } from "./customer-catalog.ts";
import { decimalOf } from "./decimal.ts";
import { answerEntity } from "./entity-catalog.ts";
import type { Denial } from "./ledger-rows.ts";
import { refuse } from "./refusal.ts";
import { booleanOf, type Fields, idOf, instantOf, isoOf, optional, refuseUnknown, textOf, wholeOf } from "./shape.ts";
import { type Draft, type Entity, pairOf } from "./state.ts";
import { answerType } from "./vendor-catalog.ts";

const PAGE = 20;
const PAGE_MAX = 100;
const RECENT_MAX = 10;

export function pageOf<T>(rows: readonly T[], fields: Fields, answer: (row: T) => unknown): unknown {
  const limit = optional(fields.limit, (raw) => wholeOf(raw, "/limit", PAGE_MAX)) ?? PAGE;
  if (limit === 0) refuse("InvalidRequest", "/limit");
  const after = optional(fields.after, (raw) => textOf(raw, "/after")) ?? "0";
  if (!/^\d+$/.test(after)) refuse("InvalidRequest", "/after");
  const end = Number(after) + limit;
  return {
    data: rows.slice(Number(after), end).map(answer),
    pagination: { next: end < rows.length ? String(end) : null },
  };
}

const hasText = (row: { readonly id: string; readonly displayName: string | null }, search: unknown): boolean =>
  search === undefined || `${row.id}\n${row.displayName ?? ""}`.toLowerCase().includes(String(search).toLowerCase());

function isShown(row: { readonly archivedAt: number | null }, { includeArchived }: Fields): boolean {
  const isAsked = optional(includeArchived, (raw) => booleanOf(raw, "/includeArchived")) ?? false;
  return isAsked || row.archivedAt === null;
}

/** A filter that names nobody is a mistake of the caller's, not an empty page. */
export function judgeFilters(draft: Draft, fields: Fields): void {
  const { customerId, entityId = fields.parentId, capabilityId } = fields;
  const isEntity = entityId === undefined || draft.entities.has(pairOf(String(customerId), String(entityId)));
  if (!isEntity) refuse("EntityNotFound");
  if (capabilityId !== undefined && !draft.capabilities.has(String(capabilityId))) refuse("CapabilityNotFound");
}

export function listEntityTypes(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "limit after includeArchived");
  const types = [...draft.types.values()].filter((type) => isShown(type, fields));
  return pageOf(types, fields, ({ id }) => answerType(draft, id));
}

export function listCapabilities(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "limit after");
  return pageOf([...draft.capabilities.values()], fields, (capability) => capability);
}

export function getCustomer(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId");
  return answerCustomer(customerOf(draft, fields));
}

export function listCustomers(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "limit after search includeArchived");
  const customers = [...draft.customers.values()].filter(
    (each) => isShown(each, fields) && hasText(each, fields.search),
  );
  return pageOf(customers, fields, answerCustomer);
}

export function getEntity(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entityId");
  return answerEntity(draft, customerOf(draft, fields).id, idOf(fields.entityId, "/entityId"));
}

export function listEntities(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId limit after entityTypeId parentId search includeArchived");
  const { id: customerId } = customerOf(draft, fields);
  judgeFilters(draft, fields);
  const isWanted = (entity: Entity): boolean =>
    entity.customerId === customerId &&
    isShown(entity, fields) &&
    hasText(entity, fields.search) &&
    isOf(fields.entityTypeId, entity.entityTypeId) &&
    isOf(fields.parentId, entity.parentId);
  return pageOf([...draft.entities.values()].filter(isWanted), fields, ({ id }) => answerEntity(draft, customerId, id));
}

export const isOf = (wanted: unknown, value: unknown): boolean => wanted === undefined || wanted === value;

export function listAssignments(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entityId capabilityId limit after");
  const { id: customerId } = customerOf(draft, fields);
  judgeFilters(draft, fields);
  const assignments = [...draft.assignments.values()].filter(
    (each) =>
      each.customerId === customerId &&
      each.entityId !== null &&
      isOf(fields.entityId, each.entityId) &&
      isOf(fields.capabilityId, each.capabilityId),
  );
  return pageOf(assignments, fields, ({ id }) => answerAssignment(draft, id));
}

export function getLedgerEntry(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entryId");
  return answerEntry(draft, entryOf(draft, customerOf(draft, fields).id, { id: fields.entryId, path: "" }));
}

/** `from` is included, `to` excluded. */
export function listLedger(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entityId capabilityId from to kind limit after");
  const { id: customerId } = customerOf(draft, fields);
  judgeFilters(draft, fields);
  const from = optional(fields.from, (raw) => instantOf(raw, "/from")) ?? Number.NEGATIVE_INFINITY;
  const to = optional(fields.to, (raw) => instantOf(raw, "/to")) ?? Number.POSITIVE_INFINITY;
  const { entityId } = fields;
  const entries = draft.entries
    .filter((entry) => entry.customerId === customerId && entry.timestamp >= from && entry.timestamp < to)
    .filter((entry) => entityId === undefined || entry.set.includes(String(entityId)))
    .filter((entry) => isOf(fields.capabilityId, entry.capabilityId) && isOf(fields.kind, entry.kind));
  return pageOf(entries, fields, (entry) => answerEntry(draft, entry));
}

/** One record per budget and period, told of the assignment as it is now; a period of another rule has lost its end. */
export function listDenials(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId entityId capabilityId");
  const { id: customerId } = customerOf(draft, fields);
  judgeFilters(draft, fields);
  const records = new Map<string, Denial[]>();
  for (const denial of draft.denials) {
    if (denial.customerId !== customerId || !draft.assignments.has(denial.assignmentId)) continue;
    if (!isOf(fields.entityId, denial.entityId) || !isOf(fields.capabilityId, denial.capabilityId)) continue;
    const budget = `${denial.assignmentId} ${denial.entityId} ${denial.period.start}`;
    records.set(budget, [...(records.get(budget) ?? []), denial]);
  }
  return { data: [...records.values()].map((denials) => answerDenials(draft, denials)) };
}

function answerDenials(draft: Draft, denials: readonly Denial[]): unknown {
  const [first] = denials;
  if (first === undefined) return {};
  const { entityId, capabilityId, assignmentId, period } = first;
  const assignment = draft.assignments.get(assignmentId) ?? refuse("NotFound");
  const entity = draft.entities.get(pairOf(first.customerId, entityId)) ?? refuse("NotFound");
  const { scopeEntityIds, cadence } = assignment;
  const today = nodeOf(draft, { entity, assignment }, first.at).period;
  const scale = draft.capabilities.get(capabilityId)?.scale ?? 0;
  return {
    entityId,
    capabilityId,
    assignmentId,
    scopeEntityIds,
    cadence,
    usagePeriodStart: isoOf(period.start),
    usagePeriodEnd: today?.start === period.start ? isoOf(today.end) : null,
    count: denials.length,
    firstAt: isoOf(first.at),
    lastAt: isoOf(denials.at(-1)?.at ?? null),
    recent: denials.slice(-RECENT_MAX).map((denial) => ({
      at: isoOf(denial.at),
      requestId: "model",
      requestedUsage: decimalOf(denial.requested, scale),
      currentUsage: decimalOf(denial.used, scale),
      heldUsage: decimalOf(denial.held, scale),
      usageLimit: decimalOf(denial.usageLimit, scale),
      reason: denial.reason,
    })),
  };
}
