// The governance request: changes as the one document that the server applies whole, with the versions that were seen.
import type { Request } from "@purser/contract";
import { type DeleteChange, type GovernanceChange, isDeleteOf, isPutOf, type PutChange } from "./governance-change.ts";
import { wireItem } from "./governance-field.ts";

type Document = Request<"applyGovernance">;

/** The document, and where in the file each of its items comes from: the longest beginning of a pointer counts. */
export interface GovernanceRequest {
  readonly document: Document;
  readonly origins: ReadonlyMap<string, string>;
}

export function requestOf(changes: readonly GovernanceChange[]): GovernanceRequest {
  const maker = new RequestMaker();
  return { document: maker.document(changes), origins: maker.origins };
}

const isReturning = (change: { readonly isReturning: boolean }): boolean => change.isReturning;
const labelOf = ({ label }: { readonly label: string }): string => label;
const versionOf = ({ version }: { readonly version: number | null }): { readonly ifVersion?: number } =>
  version === null ? {} : { ifVersion: version };

class RequestMaker {
  readonly origins = new Map<string, string>();

  document(changes: readonly GovernanceChange[]): Document {
    const own = changes.filter(({ customerId }) => customerId === null);
    const types = own.filter(isPutOf("entityType"));
    const typesGone = own.filter(isDeleteOf("entityType")).map(({ label }) => label);
    const byCustomer = Map.groupBy(
      changes.filter(({ customerId }) => customerId !== null),
      ({ customerId }) => customerId ?? "",
    );
    return {
      ...this.#list("/unarchiveEntityTypeIds", types.filter(isReturning), labelOf),
      ...this.#list("/entityTypes", types, ({ item }) => item),
      ...this.#list("/capabilities", own.filter(isPutOf("capability")), ({ item }) => item),
      ...this.#defaults(own, ""),
      ...(byCustomer.size === 0
        ? {}
        : { customers: [...byCustomer].map(([id, of], index) => this.#customer(id, of, `/customers/${index}`)) }),
      ...(typesGone.length === 0 ? {} : { archiveEntityTypeIds: typesGone }),
    };
  }

  #customer(id: string, changes: readonly GovernanceChange[], at: string) {
    const [itself] = changes.filter(isPutOf("customer"));
    if (itself !== undefined) this.origins.set(at, itself.pointer);
    const entities = changes.filter(isPutOf("entity"));
    const own = changes.filter(isPutOf("assignment"));
    return {
      ...(itself === undefined ? { id } : wireItem(itself.item)),
      ...this.#list(`${at}/unarchiveEntityIds`, entities.filter(isReturning), labelOf),
      ...this.#list(`${at}/entities`, entities, (change) => ({ ...change.item, ...versionOf(change) })),
      ...this.#defaults(changes, at),
      ...this.#list(`${at}/assignments`, own, (change) => ({ ...wireItem(change.item), ...versionOf(change) })),
      ...gone("deleteAssignments", changes.filter(isDeleteOf("assignment"))),
      ...gone("archiveEntities", changes.filter(isDeleteOf("entity"))),
    };
  }

  /** Defaults go by entity type: one list for each that has a change. */
  #defaults(changes: readonly GovernanceChange[], at: string) {
    const puts = Map.groupBy(changes.filter(isPutOf("defaultAssignment")), ({ item }) => item.entityTypeId);
    const deletes = Map.groupBy(
      changes.filter(isDeleteOf("defaultAssignment")),
      ({ entityTypeId }) => entityTypeId ?? "",
    );
    const types = [...new Set([...puts.keys(), ...deletes.keys()])];
    if (types.length === 0) return {};
    const defaultAssignments = types.map((entityTypeId, index) => ({
      entityTypeId,
      ...this.#list(`${at}/defaultAssignments/${index}/assignments`, puts.get(entityTypeId) ?? [], defaultItem),
      ...gone("deletes", deletes.get(entityTypeId) ?? []),
    }));
    return { defaultAssignments };
  }

  /** The list under the last name of its pointer, or nothing when it is empty. */
  #list<At extends string, Change extends PutChange, Item>(
    at: At,
    changes: readonly Change[],
    itemOf: (change: Change) => Item,
  ): { readonly [Key in LastName<At>]?: Item[] } {
    if (changes.length === 0) return {};
    for (const [index, { pointer }] of changes.entries()) this.origins.set(`${at}/${index}`, pointer);
    const name = at.slice(at.lastIndexOf("/") + 1);
    return { [name]: changes.map(itemOf) } as { readonly [Key in LastName<At>]?: Item[] };
  }
}

type LastName<At extends string> = At extends `${string}/${infer Rest}` ? LastName<Rest> : At;

function defaultItem(change: PutChange<"defaultAssignment">) {
  const { entityTypeId: _, ...item } = change.item;
  return { ...wireItem(item), ...versionOf(change) };
}

const goneItem = (change: DeleteChange): { readonly id: string; readonly ifVersion?: number } => ({
  id: change.id ?? change.label,
  ...versionOf(change),
});

function gone<Name extends string>(name: Name, changes: readonly DeleteChange[]) {
  if (changes.length === 0) return {};
  return { [name]: changes.map(goneItem) } as { readonly [Key in Name]?: ReturnType<typeof goneItem>[] };
}

/** Where in the file the server's pointer leads; null when no item of the file is meant. */
export function originOf({ origins }: GovernanceRequest, pointer: string): string | null {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const origin = origins.get(at);
    if (origin !== undefined) return origin + pointer.slice(at.length);
  }
  return null;
}
