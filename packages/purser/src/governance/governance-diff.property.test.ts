// Property: the changes between a server and a file, put on the server, make it what the file says; then nothing is left.
import type { GovernanceFile } from "@purser/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GovernanceChange, isDeleteOf, isPutOf } from "./governance-change.ts";
import { diffGovernance } from "./governance-diff.ts";
import { exportText } from "./governance-export.ts";
import { parseGovernanceSource } from "./governance-source.ts";
import type { AssignmentRow, CustomerHoldings, EntityRow, GovernanceState, TypeRow } from "./governance-state.ts";

const NOW = "2026-03-10T12:00:00.000Z";
const EMPTY: GovernanceState = { entityTypes: [], capabilities: [], defaultAssignments: [], customers: [] };

/** A server as plain as can be: what a change says is put into the row of that key. */
function applied(state: GovernanceState, changes: readonly GovernanceChange[]): GovernanceState {
  const own = changes.filter(({ customerId }) => customerId === null);
  const ids = new Set([...state.customers.map(({ row }) => row.id), ...changes.map(({ customerId }) => customerId)]);
  ids.delete(null);
  return {
    entityTypes: archivable<TypeRow>(state.entityTypes, own, "entityType"),
    capabilities: put(state.capabilities, own.filter(isPutOf("capability"))),
    defaultAssignments: limits(state.defaultAssignments, own, "defaultAssignment"),
    customers: [...ids].map((id) => {
      const held = state.customers.find(({ row }) => row.id === id);
      return customerAfter(
        held ?? fresh(id ?? ""),
        changes.filter(({ customerId }) => customerId === id),
      );
    }),
  };
}

const fresh = (id: string): CustomerHoldings => ({
  row: { id, displayName: null, timeZone: null, anchor: null, metadata: {}, archivedAt: null, createdAt: NOW },
  entities: [],
  assignments: [],
  defaultAssignments: [],
});

function customerAfter(held: CustomerHoldings, changes: readonly GovernanceChange[]): CustomerHoldings {
  const [row = held.row] = put([held.row], changes.filter(isPutOf("customer")));
  return {
    row,
    entities: archivable<EntityRow>(held.entities, changes, "entity"),
    assignments: limits(held.assignments, changes, "assignment"),
    defaultAssignments: limits(held.defaultAssignments, changes, "defaultAssignment"),
  };
}

interface Plain {
  readonly id: string;
}

function put<Row extends Plain>(
  rows: readonly Row[],
  changes: readonly { readonly item: object; readonly id: string | null; readonly label: string }[],
): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { item, id, label } of changes) {
    const before = byId.get(id ?? label);
    const metadata = patched(before, item);
    byId.set(id ?? label, {
      archivedAt: null,
      createdAt: NOW,
      version: 1,
      ...before,
      ...item,
      ...metadata,
    } as unknown as Row);
  }
  return [...byId.values()];
}

type Metadata = Readonly<Record<string, string>>;

function patched(before: object | undefined, item: object): { readonly metadata?: Record<string, string> } {
  if (!("metadata" in item)) return {};
  const standing = before !== undefined && "metadata" in before ? (before.metadata as Metadata) : {};
  const entries = Object.entries({ ...standing, ...(item.metadata as Metadata) }).filter(([, value]) => value !== "");
  return { metadata: Object.fromEntries(entries) };
}

function archivable<Row extends Plain>(
  rows: readonly Row[],
  changes: readonly GovernanceChange[],
  kind: "entityType" | "entity",
): Row[] {
  const gone = new Set(changes.filter(isDeleteOf(kind)).map(({ id }) => id));
  const returning = new Set(changes.filter(isPutOf(kind)).flatMap(({ isReturning, id }) => (isReturning ? [id] : [])));
  return put(rows, changes.filter(isPutOf(kind))).map((row) => {
    if (gone.has(row.id)) return { ...row, archivedAt: NOW };
    return returning.has(row.id) ? { ...row, archivedAt: null } : row;
  });
}

function limits(
  rows: readonly AssignmentRow[],
  changes: readonly GovernanceChange[],
  kind: "assignment" | "defaultAssignment",
): AssignmentRow[] {
  const gone = new Set(changes.filter(isDeleteOf(kind)).map(({ id }) => id));
  const kept = { scopeEntityIds: [], enforcement: "hard", overageLimit: null, allocation: "shared", isDormant: false };
  const defaults: object = { entityId: null, anchor: null, timeZone: null, countFrom: "period", ...kept };
  return put<AssignmentRow>(rows, changes.filter(isPutOf(kind)))
    .filter(({ id }) => !gone.has(id))
    .map((row) => ({ ...defaults, ...row }) as AssignmentRow)
    .map((row) => (row.id === undefined ? { ...row, id: JSON.stringify(row) } : row));
}

const name = fc.constantFrom("Ada", "Grace", 'Kurt: "the" logician', "- yes", "null");
const idOf = (prefix: string) => fc.constantFrom(...[1, 2, 3, 4, 5].map((number) => `${prefix}-${number}`));
const metadata = fc.record({ desk: fc.constantFrom("", "12", "no"), floor: fc.constantFrom("", "3") });
const limit = fc.option(fc.integer({ min: 0, max: 1_000 }));
const cadence = fc.constantFrom("P1M", "PT1H", null);

const enforcing = fc.oneof(
  fc.record({ enforcement: fc.constantFrom("hard" as const, "shadow" as const), overageLimit: fc.constant(null) }),
  fc.record({ enforcement: fc.constant("soft" as const), overageLimit: limit }),
);

const limited = <Item extends object>(items: fc.Arbitrary<Item>) =>
  fc.tuple(items, enforcing).map(([item, how]) => ({ ...item, ...how }));

const entityTypes = fc.uniqueArray(
  fc.record({
    id: idOf("type"),
    displayName: name,
    description: fc.option(name),
    attributionKeys: fc.subarray(["a", "b"]),
    maxOpenReservations: fc.option(fc.integer({ min: 0, max: 9 })),
  }),
  { selector: ({ id }) => id },
);
const entities = fc.uniqueArray(
  fc.record({ id: idOf("entity"), entityTypeId: fc.constant("type-1"), displayName: fc.option(name), metadata }),
  { selector: ({ id }) => id },
);
const assignments = fc.uniqueArray(
  limited(fc.record({ entityId: idOf("entity"), capabilityId: fc.constant("tokens"), cadence, usageLimit: limit })),
  { selector: ({ entityId, cadence: often }) => `${entityId} ${often}` },
);
const defaults = fc.uniqueArray(
  limited(
    fc.record({ entityTypeId: fc.constant("type-1"), capabilityId: fc.constant("tokens"), cadence, usageLimit: limit }),
  ),
  { selector: ({ cadence: often }) => often },
);
const customer = fc
  .record({
    id: fc.constant("acme"),
    displayName: fc.option(name),
    metadata,
    entities,
    assignments,
    defaultAssignments: defaults,
  })
  .map((made) => {
    const there = new Set(made.entities.map(({ id }) => id));
    return { ...made, assignments: made.assignments.filter(({ entityId }) => there.has(entityId)) };
  });
const files: fc.Arbitrary<GovernanceFile> = fc.record({
  entityTypes: entityTypes.map((types) => [
    { id: "type-1", displayName: "One", description: null, attributionKeys: [], maxOpenReservations: null },
    ...types.filter(({ id }) => id !== "type-1"),
  ]),
  capabilities: fc.constant([{ id: "tokens", kind: "feature" as const, displayName: "Tokens", scale: 0 }]),
  defaultAssignments: defaults,
  customers: customer.map((one) => [one]),
});

const PRUNED = { prune: true };
const madeOf = (file: GovernanceFile): GovernanceState => applied(EMPTY, diffGovernance(EMPTY, file, PRUNED).changes);

describe("the governance diff", () => {
  test("its changes make a server what the file says, and a second diff is empty", () => {
    fc.assert(
      fc.property(files, files, (a, b) => {
        const changed = applied(madeOf(a), diffGovernance(madeOf(a), b, PRUNED).changes);
        expect(exportText(changed)).toBe(exportText(madeOf(b)));
        expect(diffGovernance(changed, b, PRUNED)).toEqual({ changes: [], leftAlone: 0 });
      }),
    );
  });

  test("what was pruned comes back", () => {
    fc.assert(
      fc.property(files, files, (a, b) => {
        const there = applied(madeOf(a), diffGovernance(madeOf(a), b, PRUNED).changes);
        const back = applied(there, diffGovernance(there, a, PRUNED).changes);
        expect(exportText(back)).toBe(exportText(madeOf(a)));
      }),
    );
  });

  test("without prune nothing goes, and what would go is counted", () => {
    fc.assert(
      fc.property(files, files, (a, b) => {
        const kept = diffGovernance(madeOf(a), b, { prune: false });
        const pruned = diffGovernance(madeOf(a), b, PRUNED);
        const puts = pruned.changes.filter(({ action }) => action !== "delete");
        expect(kept.changes).toEqual(puts);
        expect(kept.leftAlone).toBe(pruned.changes.length - puts.length);
      }),
    );
  });

  test("an export says what the state holds: read again, it makes no change", () => {
    fc.assert(
      fc.property(files, (a) => {
        const { file } = parseGovernanceSource(exportText(madeOf(a)), "exported.yaml");
        expect(diffGovernance(madeOf(a), file, PRUNED).changes).toEqual([]);
      }),
    );
  });
});
