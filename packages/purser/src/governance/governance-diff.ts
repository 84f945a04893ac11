// The governance diff: a pure function of what a server holds and what a file says, to the changes between them.
import type { GovernanceFile } from "@purser/contract";
import type {
  FileCustomer,
  GovernanceChange,
  GovernanceDiff,
  GovernanceItems,
  GovernanceKind,
} from "./governance-change.ts";
import { holderOf } from "./governance-change.ts";
import { changedFields, newFields } from "./governance-field.ts";
import { assignmentKey, assignmentLabel } from "./governance-key.ts";
import type { AssignmentRow, CustomerHoldings, GovernanceState } from "./governance-state.ts";

/** `prune`: what the file's lists don't name goes; lists that aren't there say nothing. Nothing is ever pruned otherwise. */
export interface DiffOptions {
  readonly prune: boolean;
}

export function diffGovernance(state: GovernanceState, file: GovernanceFile, options: DiffOptions): GovernanceDiff {
  const environment = [
    diffList(
      { kind: "entityType", at: "/entityTypes", customerId: null, options },
      state.entityTypes,
      file.entityTypes,
    ),
    // There is no way to delete a capability.
    diffList(
      { kind: "capability", at: "/capabilities", customerId: null, options: { prune: false } },
      state.capabilities,
      file.capabilities,
    ),
    diffList(
      { kind: "defaultAssignment", at: "/defaultAssignments", customerId: null, options },
      ofActiveTypes(state, state.defaultAssignments),
      file.defaultAssignments,
    ),
  ];
  const customers = (file.customers ?? []).flatMap((customer, index) =>
    diffCustomer(state, customer, { at: `/customers/${index}`, options }),
  );
  const parts = [...environment, ...customers];
  return {
    changes: parts.flatMap(({ changes }) => changes),
    leftAlone: parts.reduce((sum, part) => sum + part.leftAlone, 0),
  };
}

function diffCustomer(
  state: GovernanceState,
  customer: FileCustomer,
  { at, options }: { readonly at: string; readonly options: DiffOptions },
): GovernanceDiff[] {
  const { entities, assignments, defaultAssignments, ...own } = customer;
  const held = state.customers.find(({ row }) => row.id === own.id);
  const place = { customerId: own.id, options };
  const itself = diffList(
    { kind: "customer", at, customerId: own.id, options: { prune: false }, isOne: true },
    held === undefined ? [] : [{ ...held.row, archivedAt: null }],
    [own],
  );
  return [
    itself,
    diffList({ kind: "entity", ...place, at: `${at}/entities` }, held?.entities ?? [], entities),
    diffList(
      { kind: "defaultAssignment", ...place, at: `${at}/defaultAssignments` },
      awakeOf(held, customer, ofActiveTypes(state, held?.defaultAssignments ?? [])),
      defaultAssignments,
    ),
    diffList(
      { kind: "assignment", ...place, at: `${at}/assignments` },
      awakeOf(held, customer, held?.assignments ?? []),
      assignments,
    ),
  ];
}

const ofActiveTypes = (state: GovernanceState, rows: readonly AssignmentRow[]): readonly AssignmentRow[] => {
  const archived = new Set(state.entityTypes.filter(({ archivedAt }) => archivedAt !== null).map(({ id }) => id));
  return rows.filter(({ entityTypeId }) => !archived.has(entityTypeId));
};

/** Assignments that sleep and go on sleeping are as good as gone; those of entities that the file brings back wake. */
function awakeOf(
  held: CustomerHoldings | undefined,
  { entities = [] }: FileCustomer,
  rows: readonly AssignmentRow[],
): readonly AssignmentRow[] {
  const named = new Set(entities.map(({ id }) => id));
  const asleep = new Set(held?.entities.filter(({ archivedAt }) => archivedAt !== null).map(({ id }) => id));
  const wakes = (id: string): boolean => !asleep.has(id) || named.has(id);
  return rows.filter((row) => wakes(row.entityId ?? "") && row.scopeEntityIds.every(wakes));
}

interface Identity {
  readonly key: string;
  readonly label: string;
}

interface Row {
  readonly id: string;
  readonly version?: number;
  readonly archivedAt?: string | null;
  readonly entityTypeId?: string;
}

interface Shape<Kind extends GovernanceKind> {
  readonly fields: readonly string[];
  itemOf(item: GovernanceItems[Kind]): Identity;
  rowOf(row: Row): Identity;
}

const identityOfId = ({ id }: { readonly id: string }): Identity => ({ key: id, label: id });
const identityOfRow = (row: Row): Identity =>
  naturalIdentity({ ...(row as AssignmentRow), holder: holderOf(row as AssignmentRow) });
const naturalIdentity = (key: Parameters<typeof assignmentKey>[0]): Identity => ({
  key: assignmentKey(key),
  label: assignmentLabel(key),
});

/** The fields in the order in which they are shown. */
const SHAPES: { readonly [Kind in GovernanceKind]: Shape<Kind> } = {
  entityType: {
    fields: ["displayName", "description", "attributionKeys", "autoProvision", "maxOpenReservations"],
    itemOf: identityOfId,
    rowOf: identityOfId,
  },
  capability: {
    fields: ["kind", "displayName", "unitSingular", "unitPlural", "scale"],
    itemOf: identityOfId,
    rowOf: identityOfId,
  },
  customer: {
    fields: ["displayName", "timeZone", "anchor", "metadata"],
    itemOf: identityOfId,
    rowOf: identityOfId,
  },
  entity: {
    fields: ["entityTypeId", "parentId", "displayName", "metadata"],
    itemOf: identityOfId,
    rowOf: identityOfId,
  },
  defaultAssignment: {
    fields: ["usageLimit", "enforcement", "overageLimit", "anchor", "timeZone"],
    itemOf: (item) => naturalIdentity({ ...item, holder: item.entityTypeId }),
    rowOf: identityOfRow,
  },
  assignment: {
    fields: ["usageLimit", "enforcement", "overageLimit", "allocation", "anchor", "timeZone", "countFrom"],
    itemOf: (item) => naturalIdentity({ ...item, holder: item.entityId }),
    rowOf: identityOfRow,
  },
};

interface ListPlace<Kind extends GovernanceKind> {
  readonly kind: Kind;
  readonly at: string;
  readonly customerId: string | null;
  readonly options: DiffOptions;
  /** The pointer names the one item, not a list. */
  readonly isOne?: boolean;
}

function diffList<Kind extends GovernanceKind>(
  place: ListPlace<Kind>,
  rows: readonly Row[],
  items: readonly GovernanceItems[Kind][] | undefined,
): GovernanceDiff {
  const { kind } = place;
  const { itemOf, rowOf } = SHAPES[kind];
  const standing = new Map(rows.map((row) => [rowOf(row).key, row]));
  const changes: unknown[] = [];
  const named = new Set<string>();
  for (const [index, item] of (items ?? []).entries()) {
    const { key, label } = itemOf(item);
    named.add(key);
    const pointer = place.isOne === true ? place.at : `${place.at}/${index}`;
    const change = diffItem(kind, item, standing.get(key));
    if (change !== null) changes.push({ kind, customerId: place.customerId, label, item, pointer, ...change });
  }
  const others = [...standing].filter(([key, row]) => !named.has(key) && (row.archivedAt ?? null) === null);
  if (items === undefined || !place.options.prune) {
    return { changes: changes as GovernanceChange[], leftAlone: others.length };
  }
  for (const [, row] of others) {
    const { id, version = null, entityTypeId = null } = row;
    const { label } = rowOf(row);
    changes.push({ kind, action: "delete", customerId: place.customerId, label, id, version, entityTypeId });
  }
  return { changes: changes as GovernanceChange[], leftAlone: 0 };
}

function diffItem<Kind extends GovernanceKind>(kind: Kind, item: GovernanceItems[Kind], row: Row | undefined) {
  const { fields } = SHAPES[kind];
  const said = item as unknown as Readonly<Record<string, unknown>>;
  if (row === undefined) {
    return { action: "create", id: null, version: 0, isReturning: false, fields: newFields(fields, said) } as const;
  }
  const isReturning = (row.archivedAt ?? null) !== null;
  const changed = changedFields(fields, said, row as unknown as Readonly<Record<string, unknown>>);
  if (!isReturning && changed.length === 0) return null;
  const action = isReturning ? "create" : "change";
  return {
    action,
    id: row.id,
    version: isReturning ? null : (row.version ?? null),
    isReturning,
    fields: changed,
  } as const;
}
