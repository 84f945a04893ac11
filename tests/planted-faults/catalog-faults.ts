// Faults of the catalog: entity types, entities, customers, assignments, defaults, and how they are listed and told.
import type { FaultTable } from "./faults.ts";

export const catalogFaults: FaultTable = {
  core: {
    "catalog-batch": {
      "one id twice in a batch is taken": ["if (seen.has(id)) {", "if (false) {"],
      "a bad item is left out and the rest written": ["faults.length > 0 ? inItemOrder(faults) : changes;", "faults.length > 0 && changes.length === 0 ? inItemOrder(faults) : changes;"],
      "only the first fault is told": ["faults.length > 0 ? inItemOrder(faults) : changes;", "faults.length > 0 ? inItemOrder(faults).slice(0, 1) : changes;"],
      "a fault's path is that of the first item": ["`/${at.list}/${at.index}${field}`", "`/${at.list}/0${field}`"],
    },
    "capability-upsert": {
      "a capability's scale may change": ['["kind", "scale"] as const', '["kind"] as const'],
      "a capability forgets its unit": ["item.unitPlural === undefined ? before.unitPlural : item.unitPlural", "before.unitPlural"],
    },
    "customer-upsert": {
      "a customer's zone may be any text": ['typeof timeZone === "string" && !isTimeZone(timeZone)', "false"],
      "a customer's display name is cleared when left out": [
        "displayName: item.displayName === undefined ? before.displayName : item.displayName,",
        "displayName: item.displayName ?? null,",
      ],
      "an archived customer is changed": ["if (before.archivedAt !== null) {", "if (false) {"],
    },
    dormancy: {
      "what is scoped by an archived entity stays awake": ["return row.scope.some((member) => entities.isArchived(member));", "return false;"],
      "the answer forgets scoped assignments": ["going.has(entity) || scope.some((member) => going.has(member))", "going.has(entity)"],
      "a dormant assignment is changed": ["if (row.entity !== 0 && entities.isArchived(row.entity)) return true;", ""],
    },
    "default-assignment-upsert": {
      "a put leaves the old defaults standing": ["const changes: CatalogChange[] = deletions(place, standing, new Set(numbers));", "const changes: CatalogChange[] = [];"],
      "a put gives every default a new id": ["const known = findDefault(place.snapshot, standing, row);", "const known = 0;"],
      "an environment's default may have a scope": ["if (customer !== null) return judgeScope", "if (customer === null) return [];\n  if (customer !== null) return judgeScope"],
      "a default's anchor is its own even when left out": ["followsAnchor: item.anchor === undefined", "followsAnchor: false"],
      "a default without a zone is in UTC": ["timeZone: item.timeZone ?? null,", 'timeZone: item.timeZone ?? "UTC",'],
    },
    "entity-archive": {
      "an entity with active children is archived alone": ["else faults.push(...childFaults(place, named, going));", ""],
      "a cascade takes nobody along": ["for (const entity of activeBelow(place, going)) going.add(entity);", "going.delete(0);"],
      "a cascading unarchive brings back everybody": [
        "if (index !== undefined && entities.archiveOperation(above) === operation) taken",
        "if (index !== undefined) taken",
      ],
      "every archive is the same one": ["entities.lastArchiveOperation + 1", "1"],
      "somebody wakes below an archived parent": ["if (parent !== 0 && entities.isArchived(parent) && !coming.has(parent)) {", "if (false) {"],
      "unarchive takes the children along unasked": ["if (request.cascade === true) for (const [entity, index] of takenAlong", "for (const [entity, index] of takenAlong"],
      "an archive is not dated": ["archivedAt: place.now, archiveOperation, version", "archivedAt: 0, archiveOperation, version"],
    },
    "entity-type-archive": {
      "a type in use is archived": ["if (count > 0) faults.push(inUse(row, { count, index }));\n    else if", "if"],
      "a type comes back whoever has its keys": ["return judgedBatch([...faults, ...keyFaults(place, woken, LIST)], changes);", "return judgedBatch(faults, changes);"],
    },
    "entity-type-upsert": {
      "two types may have one attribution key": ["if (holder === undefined || holder.id === row.id)", "if (true)"],
      "keys are compared with those before the batch": ["if (!inBatch.has(type.number)) holders", "holders"],
      "a type forgets its attribution keys": ["const attributionKeys = item.attributionKeys ?? before.attributionKeys;", "const attributionKeys = item.attributionKeys ?? [];"],
      "a new type needs no name": ["if (item.displayName === undefined) {\n    const detail = `\"${item.id}\" is a new entity type", "if (false) {\n    const detail = `\"${item.id}\" is a new entity type"],
      "a type is told again as a new one": ["const before = place.environment.types.get(item.id) ?? null;", "const before: EntityType | null = null as EntityType | null;"],
    },
    "entity-upsert": {
      "a new entity has version 0": ["version: 1,", "version: 0,"],
      "an archived entity is changed": ["if (before !== null && before.archivedAt !== null) {", "if (false) {"],
      "ifVersion of an entity is ignored": ["sent.ifVersion !== version) {", "sent.ifVersion < 0) {"],
      "an entity's version stands still": ["...judged, displayName, version: before.version + 1 }", "...judged, displayName, version: before.version }"],
      "an upsert that changes nothing makes a version": ["return isSame ? before :", "return isSame && before.version < 0 ? before :"],
      "an entity changes its type": ["if (type?.number === before.type) return before.type;", "if (type !== undefined) return type.number;"],
      "a new entity needs no type": ["if (before !== null) return before.type;\n", "return before?.type ?? 1;\n"],
      "an archived type takes new entities": ["if (type.archivedAt === null) return type.number;", "if (type !== null) return type.number;"],
      "a parent that is left out is cleared": ["return before?.parent ?? 0;", "return 0;"],
      "null keeps the parent": ["if (sent.parentId === null) return 0;", "if (sent.parentId === null) return before?.parent ?? 0;"],
      "an archived entity may be a parent": ["if (!place.snapshot.entities.isArchived(parent)) return parent;", "if (parent) return parent;"],
      "a display name of null keeps the old one": ["const displayName = sent.displayName === undefined ?", "const displayName = sent.displayName == null ?"],
    },
    "hierarchy-plan": {
      "moves are judged by the parents before the batch": ["parents.get(entity) ?? entities.parent.get(entity);", "entities.parent.get(entity) || (parents.get(entity) ?? 0);"],
      "somebody may be its own ancestor": ["if (depth === CIRCLE) {", "if (depth < 0) {"],
      "the depth below a moved entity is not counted": ["const deepest = depth + (heights.get(entity) ?? 0);", "const deepest = depth;"],
    },
    metadata: {
      "an empty value stands in the metadata": ['.filter(([, value]) => value !== "")', ""],
      "metadata is replaced, not patched": ["[...new Map([...Object.entries(before), ...Object.entries(patch)])]", "Object.entries(patch)"],
    },
    "natural-key": {
      "the natural key has no cadence": ["if (assignments.rule(number).cadence !== key.cadence) return false;", ""],
    },
    "assignment-fields": {
      "the order of a scope matters": ["return numbers.sort((a, b) => a - b);", "return numbers;"],
      "an assignment's zone may be any text": ["|| isTimeZone(timeZone)) return null;", "|| timeZone) return null;"],
      "a scope may name the entity itself": ["if (number === entity) return `", "if (number === -1) return `"],
      "a scope may name who is not there": ["if (number === undefined) return `No entity", "if (number === 0) return `No entity"],
      "a limit of null is 0": ["if (value === null) return null;", "if (value === null) return 0;"],
      "a scope may name the archived": ["if (index < 0) return null;", "if (index < 100) return null;"],
    },
    "assignment-item": {
      "a limit once set stays": ["item.usageLimit === undefined ? before.usageLimit :", "item.usageLimit !== undefined ? before.usageLimit :"],
      "an assignment's version stands still": ["version: before.version + 1 }", "version: before.version }"],
      "ifVersion of an assignment is ignored": ["item.ifVersion !== before.version) {", "item.ifVersion < 0) {"],
      "an archived entity takes new assignments": ["if (entities.isArchived(named.entity)) {", "if (false) {"],
      "a new assignment without a limit has none": ["if (item.usageLimit === undefined) {", "if (false) {"],
      "a new assignment is in UTC, wherever its customer is": ['timeZone: item.timeZone ?? customer.timeZone ?? "UTC"', 'timeZone: item.timeZone ?? "UTC"'],
      "a new assignment starts on the first, whatever its customer's anchor": ["item.anchor === undefined ? customer.anchor : item.anchor", "item.anchor ?? null"],
      "an assignment moves to another entity": ["if (item.entityId !== undefined && item.entityId !== place", "if (item.entityId === place"],
      "countFrom may change": ["if (item.countFrom !== undefined && item.countFrom !== before.countFrom)", "if (item.countFrom === null)"],
      "a changed cadence is dropped": ["cadence: item.cadence === undefined ? before.cadence : item.cadence,", "cadence: before.cadence,"],
    },
    "assignment-upsert": {
      "two assignments may have one key": ["if (holder === 0 || holder === one.after.number) this", "if (holder >= 0) this"],
      "two assignments cannot swap": ["return this.#deleted.has(standing) || this.#planned.has(standing) ? 0 : standing;", "return this.#deleted.has(standing) ? 0 : standing;"],
      "deleting does not free the key": ["return this.#deleted.has(standing) || this.#planned", "return this.#planned"],
      "deleteIds deletes nothing": ["else this.#deleted.set(row.number, row);", ""],
      "somebody else's assignment is found": ["if (entity !== 0 && entities.customer.get(entity) === place.customer.row.number)", "if (entity !== 0)"],
      "an assignment needs no cadence": ["capabilityId === undefined || cadence === undefined) {", "capabilityId === undefined) {"],
    },
    "environment-upsert": {
      "strict is ignored": ["strict: item.strict ?? standing.strict", "strict: standing.strict"],
      "maxLatenessDays is ignored": ["maxLatenessDays: item.maxLatenessDays ?? standing.maxLatenessDays", "maxLatenessDays: standing.maxLatenessDays"],
      "settings left out fall back": ["provisionLimit: item.provisionLimit ?? standing.provisionLimit", "provisionLimit: item.provisionLimit ?? PROVISION_LIMIT_DEFAULT"],
    },
    "environment-state": {
      "a key given up still names": ["this.keys.get(key)?.number === row.number) this.keys.delete(key);", "this.keys.get(key)?.number === -1) this.keys.delete(key);"],
      "an archived type keeps its keys": ["if (row.archivedAt !== null) return;", ""],
    },
    snapshot: {
      "ids are compared as they look": ["customer.entities.set(row.id, row.number);", "customer.entities.set(row.id.normalize(), row.number);"],
      "a customer's moved zone is noticed late": ["known.forgetDefaults();", ""],
    },
  },
  service: {
    page: {
      "every page is the first": ["list.find(cursors.read(input.after), limit + 1)", "list.find(0 * cursors.read(input.after), limit + 1)"],
      "there is never a next page": ["found.length > limit ? cursors", "found.length > limit + 1 ? cursors"],
      "search minds upper and lower case": ["const sought = text.toLowerCase();", "const sought = text;"],
    },
    cursor: {
      "a cursor fits every list": ["JSON.stringify([caller.environment, list.name, sorted])", "JSON.stringify([caller.environment])"],
      "any text is a cursor": ["signature === this.#sign(payload) ? numberIn(payload) : -1", "signature === this.#sign(payload) ? numberIn(payload) : 0"],
    },
    "known-customer": {
      "an unknown ledger entry is told as an unknown entity": ['throw new ProblemError("NotFound", `The', 'throw new ProblemError("EntityNotFound", `The'],
      "an unknown customer is told as a bad request": ['throw new ProblemError("CustomerNotFound", `No', 'throw new ProblemError("InvalidRequest", `No'],
    },
    "manage/active-customer": {
      "an archived customer is managed on": ["if (row.archivedAt === null) return;", "if (row.archivedAt !== 0) return;"],
    },
    "manage/archive-customer": {
      "a customer never comes back": ["isArchived ? now : null", "now"],
    },
    "manage/list-entities": {
      "archived entities are listed unasked": ["if (entities.isArchived(number) && input.includeArchived !== true) return false;", ""],
      "entities are listed without regard to their parent": ["if (parent !== null && entities.parent.get(number) !== parent) return false;", ""],
      "entities are listed without regard to their type": ["if (type !== null && entities.type.get(number) !== type) return false;", ""],
    },
    "manage/list-assignments": {
      "assignments are listed without regard to their capability": ["if (capability !== null && assignments.capability.get(number) !== capability) return false;", ""],
    },
    "manage/list-customers": {
      "archived customers are listed unasked": ["if (row.archivedAt !== null && input.includeArchived !== true) return false;", ""],
    },
    "manage/catalog-answer": {
      "a sleeping assignment looks awake": ["isDormant: isDormant(snapshot, row) }", "isDormant: false }"],
      "limits are told in units": ["toDecimal(row.usageLimit, capability.scale)", "row.usageLimit"],
    },
  },
};
