// The governance export: what a server holds as the text of a governance file, the same text for the same state.
import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import type { AssignmentRow, CustomerHoldings, CustomerRow, GovernanceState, TypeRow } from "./governance-state.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Sorted by id, parents and keys of assignments too; what a new row would have by itself is left out. */
export function exportText(state: GovernanceState): string {
  const types = state.entityTypes.filter(({ archivedAt }) => archivedAt === null);
  const active = new Set(types.map(({ id }) => id));
  const file = without({
    entityTypes: sorted(types).map(typeItem),
    capabilities: sorted(state.capabilities).map(({ id, kind, displayName, unitSingular, unitPlural, scale }) =>
      without({ id, kind, displayName, unitSingular, unitPlural, scale }),
    ),
    defaultAssignments: defaultItems(state.defaultAssignments, active),
    customers: sorted(state.customers.map((held) => ({ id: held.row.id, held }))).map(({ held }) =>
      customerItem(held, active),
    ),
  });
  return textOf(file);
}

function typeItem(row: TypeRow): Fields {
  const { id, displayName, description, attributionKeys, autoProvision, maxOpenReservations } = row;
  return without(
    {
      id,
      displayName,
      description,
      attributionKeys,
      autoProvision: autoProvision && without(autoProvision),
      maxOpenReservations,
    },
    ["autoProvision"],
  );
}

/** One line for what is short: a reviewer's difference is then one line for one row. */
function textOf(file: Fields): string {
  const document = new Document(file);
  visit(document, {
    Map: (key, node, path) => {
      const isItem = isSeq(path.at(-1)) && node.items.every(({ value }) => isScalar(value) || isFlat(value));
      if (isItem || key === "value") node.flow = isItem && node.items.length > 0 ? true : node.flow === true;
    },
    Seq: (_, node) => {
      if (node.items.every((item) => isScalar(item))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

const isFlat = (value: unknown): boolean =>
  (isSeq(value) && value.items.every((item) => isScalar(item))) ||
  (isMap(value) && value.items.every((pair) => isScalar(pair.value)));

function customerItem(
  { row, entities, assignments, defaultAssignments }: CustomerHoldings,
  types: ReadonlySet<string>,
) {
  const { id, displayName, timeZone, anchor, metadata } = row;
  return without({
    id,
    displayName,
    timeZone,
    anchor,
    metadata: sortedKeys(metadata),
    entities: sorted(entities.filter(({ archivedAt }) => archivedAt === null)).map((entity) =>
      without({
        id: entity.id,
        entityTypeId: entity.entityTypeId,
        parentId: entity.parentId,
        displayName: entity.displayName,
        metadata: sortedKeys(entity.metadata),
      }),
    ),
    defaultAssignments: defaultItems(defaultAssignments, types),
    assignments: byText(assignments.filter(({ isDormant }) => !isDormant).map((one) => assignmentItem(one, row))),
  });
}

function defaultItems(rows: readonly AssignmentRow[], types: ReadonlySet<string>): Fields[] {
  const awake = rows.filter(({ entityTypeId, isDormant }) => types.has(entityTypeId) && !isDormant);
  return byText(
    awake.map((row) => {
      const { entityTypeId, capabilityId, scopeEntityIds, cadence, usageLimit, anchor, timeZone } = row;
      const rest = without({ anchor, timeZone, ...enforcingFields(row) });
      return { ...without({ entityTypeId, capabilityId, scopeEntityIds }), cadence, usageLimit, ...rest };
    }),
  );
}

const enforcingFields = ({ enforcement, overageLimit }: AssignmentRow): Fields => ({
  enforcement: enforcement === "hard" ? null : enforcement,
  overageLimit,
});

/** Zone and anchor are left out where a new assignment would take the same from its customer. */
function assignmentItem(row: AssignmentRow, customer: CustomerRow): Fields {
  const { entityId, capabilityId, scopeEntityIds, cadence, usageLimit, allocation, countFrom } = row;
  return {
    ...without({ entityId, capabilityId, scopeEntityIds }),
    cadence,
    usageLimit,
    ...without({
      ...enforcingFields(row),
      allocation: allocation === "shared" ? null : allocation,
      timeZone: row.timeZone === (customer.timeZone ?? "UTC") ? null : row.timeZone,
      countFrom: countFrom === "period" ? null : countFrom,
    }),
    ...(row.anchor === customer.anchor ? {} : { anchor: row.anchor }),
  };
}

const sorted = <Row extends { readonly id: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => compare(a.id, b.id));

const byText = (items: readonly Fields[]): Fields[] =>
  items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => compare(a.text, b.text))
    .map(({ item }) => item);

/** By code unit, whatever the machine's language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sortedKeys = (metadata: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => compare(a, b)));

/** Without nulls and what is empty; `kept` stay while they are empty. */
function without(fields: Fields, kept: readonly string[] = []): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== null && (kept.includes(name) || !isEmpty(value))),
  );
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;
