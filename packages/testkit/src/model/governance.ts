// Governance documents of the model: every part is a batch of its kind, on the draft as those before it have left it (R4).
import { ownOf, upsertAssignments } from "./assignment-catalog.ts";
import { judgeCarveOuts } from "./carve-outs.ts";
import { upsertCustomers } from "./customer-catalog.ts";
import { changeDefaults } from "./default-catalog.ts";
import { archiveEntities, unarchiveEntities, upsertEntities } from "./entity-catalog.ts";
import { goneIds } from "./gone.ts";
import { Refusal, refuse } from "./refusal.ts";
import { booleanOf, type Fields, fieldsOf, idOf, isSame, optional, refuseUnknown } from "./shape.ts";
import { type Draft, draftOf, pairOf } from "./state.ts";
import * as vendor from "./vendor-catalog.ts";

type Operation = (draft: Draft, fields: Fields, now: number) => unknown;

const DOCUMENT =
  "dryRun unarchiveEntityTypeIds entityTypes capabilities defaultAssignments customers archiveEntityTypeIds";
const OF_CUSTOMER =
  "unarchiveEntityIds entities defaultAssignments assignments deleteAssignments archiveEntities".split(" ");

/** The operations of the model take no more than a batch has, and no document that it meets has more. */
const ITEMS_MAX = 100;

export function applyGovernance(draft: Draft, fields: Fields, now: number): unknown {
  refuseUnknown(fields, DOCUMENT);
  const dryRun = optional(fields.dryRun, (raw) => booleanOf(raw, "/dryRun")) ?? false;
  const trial = new Trial(draftOf(draft), now);
  const customers = listIn(fields, "customers", "").map((raw, index) => fieldsOf(raw, `/customers/${index}`));
  trial.ids(vendor.unarchiveEntityTypes, fields, { at: "", list: "unarchiveEntityTypeIds" });
  trial.items(vendor.upsertEntityTypes, fields, { at: "", list: "entityTypes" });
  trial.items(vendor.upsertCapabilities, fields, { at: "", list: "capabilities" });
  trial.defaults(fields, { at: "" });
  trial.items(upsertCustomers, { customers: customers.map(withoutLists) }, { at: "", list: "customers" });
  for (const [index, customer] of customers.entries()) ofCustomer(trial, customer, `/customers/${index}`);
  trial.ids(vendor.archiveEntityTypes, fields, { at: "", list: "archiveEntityTypeIds" });
  const ids = new Set(customers.map(({ id }) => String(id)));
  for (const customerId of ids) judgeCarveOuts(draft, trial.draft, { customerId, wall: now });
  if (!dryRun) Object.assign(draft, trial.draft);
  return { changes: trial.changes, dryRun };
}

const withoutLists = (customer: Fields): Fields =>
  Object.fromEntries(Object.entries(customer).filter(([name]) => !OF_CUSTOMER.includes(name)));

/** What goes, goes last. */
function ofCustomer(trial: Trial, customer: Fields, at: string): void {
  const customerId = idOf(customer.id, `${at}/id`);
  trial.ids(unarchiveEntities, customer, { at, list: "unarchiveEntityIds", customerId });
  trial.items(upsertEntities, customer, { at, list: "entities", customerId });
  trial.defaults(customer, { at, customerId });
  assignments(trial, customer, { at, customerId });
  const going = listIn(customer, "archiveEntities", at);
  trial.part({ at, list: "archiveEntities" }, (draft, now) => {
    const ids = goneIds(going, "/archiveEntities", (id) => draft.entities.get(pairOf(customerId, id)));
    if (ids.length > 0) archiveEntities(draft, { customerId, ids }, now);
  });
}

function assignments(trial: Trial, customer: Fields, { at, customerId }: { at: string; customerId: string }): void {
  const items = listIn(customer, "assignments", at);
  const going = listIn(customer, "deleteAssignments", at);
  trial.part({ at, list: "deleteAssignments" }, (draft) => {
    const deleteIds = goneIds(going, "/deleteAssignments", (id) => ownOf(draft, { id: customerId }, id));
    if (items.length + deleteIds.length > 0) upsertAssignments(draft, { customerId, assignments: items, deleteIds });
  });
}

function listIn(fields: Fields, name: string, at: string): readonly unknown[] {
  const list = fields[name] === undefined ? [] : fields[name];
  if (!Array.isArray(list)) refuse("InvalidRequest", `${at}/${name}`);
  if (list.length > ITEMS_MAX) throw new Error(`the model takes at most ${ITEMS_MAX} ${name}`);
  return list;
}

interface Place {
  /** Where in the document the part stands. */
  readonly at: string;
  /** The document's name of the list. */
  readonly list: string;
  readonly customerId?: string;
}

class Trial {
  readonly draft: Draft;
  readonly #now: number;
  /** Rows that are other ones after a part than before it. */
  changes = 0;

  constructor(draft: Draft, now: number) {
    this.draft = draft;
    this.#now = now;
  }

  part({ at, list }: Place, perform: (draft: Draft, now: number) => void): void {
    const before = draftOf(this.draft);
    try {
      perform(this.draft, this.#now);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const named = (path: string): string => path.replace(/^\/(ids|deleteIds)(?=\/|$)/, `/${list}`);
      throw new Refusal(error.faults.map((fault) => ({ ...fault, path: at + named(fault.path) })));
    }
    this.changes += changedRows(before, this.draft);
  }

  /** The batch of a list's items; an empty one asks for nothing. */
  items(perform: Operation, fields: Fields, place: Place): void {
    this.#batch(perform, place, { name: place.list, list: listIn(fields, place.list, place.at) });
  }

  /** The same of a list of ids. */
  ids(perform: Operation, fields: Fields, place: Place): void {
    this.#batch(perform, place, { name: "ids", list: listIn(fields, place.list, place.at) });
  }

  #batch(perform: Operation, place: Place, { name, list }: { name: string; list: readonly unknown[] }): void {
    const { customerId } = place;
    const input = { ...(customerId === undefined ? {} : { customerId }), [name]: list };
    if (list.length > 0) this.part(place, (draft, now) => perform(draft, input, now));
  }

  /** Type by type, each once. */
  defaults(fields: Fields, { at, customerId }: { at: string; customerId?: string }): void {
    const seen = new Set<string>();
    for (const [index, raw] of listIn(fields, "defaultAssignments", at).entries()) {
      const place = { at: `${at}/defaultAssignments/${index}`, list: "" };
      this.part(place, (draft) => {
        const { entityTypeId, ...change } = fieldsOf(raw, "");
        const id = idOf(entityTypeId, "/entityTypeId");
        if (!draft.types.has(id) || seen.has(id)) refuse("InvalidRequest", "/entityTypeId");
        seen.add(id);
        changeDefaults(draft, { ...change, id, ...(customerId === undefined ? {} : { customerId }) });
      });
    }
  }
}

/** One that two parts have changed counts twice. */
function changedRows(before: Draft, after: Draft): number {
  const lists = ["types", "capabilities", "customers", "entities", "assignments"] as const;
  const changed = lists.map((list) => {
    const ids = new Set([...before[list].keys(), ...after[list].keys()]);
    return [...ids].filter((id) => !isSame(before[list].get(id), after[list].get(id))).length;
  });
  return changed.reduce((sum, count) => sum + count, 0);
}
