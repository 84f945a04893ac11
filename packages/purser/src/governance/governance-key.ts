// Governance keys: what makes two items of a governance file, or an item and a row of the server, the same one (R3, R11).
import type { GovernanceFile } from "@purser/contract";

/** The natural key of an assignment, its holder (an entity or an entity type) included. */
export interface AssignmentKey {
  readonly holder: string;
  readonly capabilityId: string;
  readonly scopeEntityIds?: readonly string[] | undefined;
  readonly cadence: string | null;
}

export function assignmentKey({ holder, capabilityId, scopeEntityIds = [], cadence }: AssignmentKey): string {
  return JSON.stringify([holder, capabilityId, cadence, ...scopeEntityIds.toSorted()]);
}

/** As shown: what it belongs to, what it limits, how often, and within which scope. */
export function assignmentLabel({ holder, capabilityId, scopeEntityIds = [], cadence }: AssignmentKey): string {
  const scope = scopeEntityIds.length === 0 ? "" : ` in ${scopeEntityIds.toSorted().join(" + ")}`;
  return `${holder} · ${capabilityId} · ${cadence ?? "lifetime"}${scope}`;
}

export interface RepeatedItem {
  readonly pointer: string;
  readonly detail: string;
}

interface Keyed {
  readonly key: string;
  readonly label: string;
}

type FileCustomer = NonNullable<GovernanceFile["customers"]>[number];

/** Every item that says again what one before it has said. */
export function repeatedItems(file: GovernanceFile): RepeatedItem[] {
  return [
    ...repeatedIn("/entityTypes", (file.entityTypes ?? []).map(byId)),
    ...repeatedIn("/capabilities", (file.capabilities ?? []).map(byId)),
    ...repeatedIn("/defaultAssignments", defaultsOf(file.defaultAssignments)),
    ...repeatedIn("/customers", (file.customers ?? []).map(byId)),
    ...(file.customers ?? []).flatMap((customer, index) => repeatedOfCustomer(customer, `/customers/${index}`)),
  ];
}

function repeatedOfCustomer(customer: FileCustomer, at: string): RepeatedItem[] {
  const own = (customer.assignments ?? []).map((item) => keyed({ ...item, holder: item.entityId }));
  return [
    ...repeatedIn(`${at}/entities`, (customer.entities ?? []).map(byId)),
    ...repeatedIn(`${at}/assignments`, own),
    ...repeatedIn(`${at}/defaultAssignments`, defaultsOf(customer.defaultAssignments)),
  ];
}

const byId = ({ id }: { readonly id: string }): Keyed => ({ key: id, label: id });
const keyed = (key: AssignmentKey): Keyed => ({ key: assignmentKey(key), label: assignmentLabel(key) });
const defaultsOf = (items: GovernanceFile["defaultAssignments"] = []): Keyed[] =>
  items.map((item) => keyed({ ...item, holder: item.entityTypeId }));

function repeatedIn(list: string, items: readonly Keyed[]): RepeatedItem[] {
  const seen = new Set<string>();
  const repeated: RepeatedItem[] = [];
  for (const [index, { key, label }] of items.entries()) {
    if (seen.has(key)) repeated.push({ pointer: `${list}/${index}`, detail: `"${label}" stands twice. Say it once.` });
    seen.add(key);
  }
  return repeated;
}
