// A governance plan: a whole document judged part by part, each on the catalog after those before it, as one batch (R4).
import { upsertAssignments } from "./assignment-upsert.ts";
import { upsertCapabilities } from "./capability-upsert.ts";
import { type CustomerPlace, type EnvironmentPlace, isRefused, type JudgedBatch } from "./catalog-batch.ts";
import type { CatalogChange } from "./catalog-change.ts";
import { CatalogTrial } from "./catalog-trial.ts";
import type { CustomerState } from "./customer-state.ts";
import { upsertCustomers } from "./customer-upsert.ts";
import { type DefaultsPlace, defaultsAt, putDefaultAssignments } from "./default-assignment-upsert.ts";
import { archiveEntities, unarchiveEntities } from "./entity-archive.ts";
import { archiveEntityTypes, unarchiveEntityTypes } from "./entity-type-archive.ts";
import { upsertEntityTypes } from "./entity-type-upsert.ts";
import { upsertEntities } from "./entity-upsert.ts";
import { type Fault, fault, isFault } from "./fault.ts";
import type { CustomerDocument, DefaultsChange, GovernanceDocument } from "./governance-document.ts";
import { goneAssignments, goneDefaults, goneEntities } from "./governance-gone.ts";

/** `head` is the sequence of the newest ledger entry. The catalog is as it was when this returns. */
export function planGovernance(place: EnvironmentPlace, document: GovernanceDocument, head: number): JudgedBatch {
  const trial = new CatalogTrial(place.snapshot);
  const plan = new GovernancePlan(place, trial, head);
  const faults = plan.environment(document) ?? plan.customers(document) ?? plan.goneTypes(document);
  const changes = [...trial.changes];
  trial.takeBack();
  return faults ?? changes;
}

/** Every step answers the faults of the first part that has any, or null when it stands. */
type Refusal = readonly Fault[] | null;

class GovernancePlan {
  readonly #place: EnvironmentPlace;
  readonly #trial: CatalogTrial;
  readonly #head: number;

  constructor(place: EnvironmentPlace, trial: CatalogTrial, head: number) {
    this.#place = place;
    this.#trial = trial;
    this.#head = head;
  }

  environment(document: GovernanceDocument): Refusal {
    const { unarchiveEntityTypeIds = [], entityTypes = [], capabilities = [], defaultAssignments } = document;
    return (
      this.#put(unarchiveEntityTypes(this.#place, unarchiveEntityTypeIds), "", "unarchiveEntityTypeIds") ??
      this.#put(upsertEntityTypes(this.#place, entityTypes), "") ??
      this.#put(upsertCapabilities(this.#place, capabilities), "") ??
      this.#defaults(defaultAssignments, null, "")
    );
  }

  customers({ customers = [] }: GovernanceDocument): Refusal {
    const refused = this.#put(upsertCustomers(this.#place, customers), "");
    if (refused !== null) return refused;
    for (const [index, asked] of customers.entries()) {
      const customer = this.#place.environment.customers.get(asked.id);
      const faults = customer === undefined ? null : this.#customer(customer, asked, `/customers/${index}`);
      if (faults !== null) return faults;
    }
    return null;
  }

  goneTypes({ archiveEntityTypeIds = [] }: GovernanceDocument): Refusal {
    if (archiveEntityTypeIds.length === 0) return null;
    return this.#put(archiveEntityTypes(this.#place, archiveEntityTypeIds), "", "archiveEntityTypeIds");
  }

  /** What goes, goes last: an entity may be archived once its children have moved away. */
  #customer(customer: CustomerState, asked: CustomerDocument, at: string): Refusal {
    const place: CustomerPlace = { ...this.#place, customer };
    const { unarchiveEntityIds: ids = [], entities = [], archiveEntities: going = [] } = asked;
    return (
      (ids.length === 0 ? null : this.#put(unarchiveEntities(place, { ids }), at, "unarchiveEntityIds")) ??
      this.#put(upsertEntities(place, entities), at) ??
      this.#defaults(asked.defaultAssignments, customer, at) ??
      this.#assignments(place, asked, at) ??
      (going.length === 0 ? null : this.#archive(place, going, at))
    );
  }

  #assignments(place: CustomerPlace, asked: CustomerDocument, at: string): Refusal {
    const { assignments, deleteAssignments = [] } = asked;
    const stale = goneAssignments(place, deleteAssignments);
    if (stale.length > 0) return below(stale, at);
    const deleteIds = deleteAssignments.map(({ id }) => id);
    const { batch } = upsertAssignments(place, { assignments, deleteIds, head: this.#head });
    return this.#put(batch, at, deleteIds.length > 0 && isOfDeletes(batch) ? "deleteAssignments" : undefined);
  }

  #archive(place: CustomerPlace, going: NonNullable<CustomerDocument["archiveEntities"]>, at: string): Refusal {
    const stale = goneEntities(place, going);
    if (stale.length > 0) return below(stale, at);
    const { batch } = archiveEntities(place, { ids: going.map(({ id }) => id) });
    return this.#put(batch, at, "archiveEntities");
  }

  #defaults(changes: readonly DefaultsChange[] = [], customer: CustomerState | null, at: string): Refusal {
    for (const [index, change] of changes.entries()) {
      const type = this.#place.environment.types.get(change.entityTypeId);
      const where = `${at}/defaultAssignments/${index}`;
      if (type === undefined) {
        const detail = `No entity type "${change.entityTypeId}" in this environment. Make it first, or in the same document.`;
        return [fault("InvalidRequest", detail, `${where}/entityTypeId`)];
      }
      if (changes.findIndex(({ entityTypeId }) => entityTypeId === change.entityTypeId) !== index) {
        const detail = `The defaults of "${change.entityTypeId}" stand twice in the document. Send each entity type once.`;
        return [fault("InvalidRequest", detail, `${where}/entityTypeId`)];
      }
      const refused = this.#defaultsOf({ ...this.#place, customer, type, keepsOmitted: true }, change, where);
      if (refused !== null) return refused;
    }
    return null;
  }

  #defaultsOf(place: DefaultsPlace, { assignments = [], deletes = [] }: DefaultsChange, at: string): Refusal {
    const standing = defaultsAt(place);
    const gone = goneDefaults(place.snapshot, standing, deletes);
    const stale = gone.filter((one) => isFault(one));
    if (stale.length > 0) return below(stale, at);
    const kept = new Set(standing.filter((number) => !gone.includes(number)));
    return this.#put(putDefaultAssignments(place, assignments, kept).batch, at);
  }

  /** `list` is the document's name of the list that the batch calls `ids` or `deleteIds`. */
  #put(batch: JudgedBatch, at: string, list?: string): Refusal {
    if (!isRefused(batch)) {
      this.#trial.put(batch as readonly CatalogChange[]);
      return null;
    }
    return below(batch, at, list);
  }
}

const isOfDeletes = (batch: JudgedBatch): boolean =>
  isRefused(batch) && batch[0]?.path?.startsWith("/deleteIds") === true;

/** The faults with their paths as the document has them. */
function below(faults: readonly Fault[], at: string, list?: string): readonly Fault[] {
  return faults.map((one) => {
    const path = list === undefined ? one.path : one.path?.replace(/^\/(ids|deleteIds)/, `/${list}`);
    return { ...one, path: at + (path ?? "") };
  });
}
