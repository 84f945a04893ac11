// Faults of the catalog: entity types, entities, customers, capabilities and settings.
import type { FaultTable } from "./faults.ts";

export const catalogFaults: FaultTable = {
  core: {
    "catalog-batch": {
      "one id twice in a batch is taken": ["if (seen.has(id)) {", "if (false) {"],
      "a bad item is left out and the rest written": [
        "faults.length > 0 ? inItemOrder(faults) : changes;",
        "faults.length > 0 && changes.length === 0 ? inItemOrder(faults) : changes;",
      ],
      "only the first fault is told": [
        "faults.length > 0 ? inItemOrder(faults) : changes;",
        "faults.length > 0 ? inItemOrder(faults).slice(0, 1) : changes;",
      ],
      "a fault's path is that of the first item": ["at.index}", "0 * at.index}"],
    },
    "capability-upsert": {
      "a capability's scale may change": ['["kind", "scale"] as const', '["kind"] as const'],
      "a capability forgets its unit": [
        "item.unitPlural === undefined ? before.unitPlural : item.unitPlural",
        "before.unitPlural",
      ],
    },
    "customer-upsert": {
      "a customer's zone may be any text": ['typeof timeZone === "string" && !isTimeZone(timeZone)', "false"],
      "a customer's display name is cleared when left out": [
        "displayName: item.displayName === undefined ? before.displayName : item.displayName,",
        "displayName: item.displayName ?? null,",
      ],
      "an archived customer is changed": ["if (before.archivedAt !== null) {", "if (false) {"],
    },
    "entity-archive": {
      "an entity with active children is archived alone": [
        "else faults.push(...childFaults(place, named, going));",
        "",
      ],
      "a cascade takes nobody along": [
        "for (const entity of activeBelow(place, going)) going.add(entity);",
        "going.delete(0);",
      ],
      "a cascading unarchive brings back everybody": [
        "if (index !== undefined && entities.archiveOperation(above) === operation) taken",
        "if (index !== undefined) taken",
      ],
      "every archive is the same one": ["entities.lastArchiveOperation + 1", "1"],
      "somebody wakes below an archived parent": [
        "if (parent !== 0 && entities.isArchived(parent) && !coming.has(parent)) {",
        "if (false) {",
      ],
      "unarchive takes the children along unasked": [
        "if (request.cascade === true) for (const [entity, index] of takenAlong",
        "for (const [entity, index] of takenAlong",
      ],
      "an archive is not dated": [
        "archivedAt: place.now, archiveOperation, version",
        "archivedAt: 0, archiveOperation, version",
      ],
    },
    "entity-type-archive": {
      "a type in use is archived": ["if (count > 0) faults.push(inUse(row, { count, index }));\n    else if", "if"],
      "a type comes back whoever has its keys": [
        "return judgedBatch([...faults, ...keyFaults(place, woken, LIST)], changes);",
        "return judgedBatch(faults, changes);",
      ],
    },
    "entity-type-upsert": {
      "two types may have one attribution key": ["if (holder === undefined || holder.id === row.id)", "if (true)"],
      "keys are compared with those before the batch": ["if (!inBatch.has(type.number)) holders", "holders"],
      "a type forgets its attribution keys": [
        "const attributionKeys = item.attributionKeys ?? before.attributionKeys;",
        "const attributionKeys = item.attributionKeys ?? [];",
      ],
      "a new type needs no name": ["if (item.displayName === undefined) {", "if (false) {"],
      "a type is told again as a new one": [
        "const before = place.environment.types.get(item.id) ?? null;",
        "const before: EntityType | null = null as EntityType | null;",
      ],
    },
    "entity-upsert": {
      "a parent must be there before the batch": ["numbers.get(sent.parentId) ?? place", "place"],
      "a new entity has version 0": ["version: 1,", "version: 0,"],
      "an archived entity is changed": ["if (before !== null && before.archivedAt !== null) {", "if (false) {"],
      "ifVersion of an entity is ignored": ["sent.ifVersion !== version) {", "sent.ifVersion < 0) {"],
      "an entity's version stands still": [
        "...judged, displayName, version: before.version + 1 }",
        "...judged, displayName, version: before.version }",
      ],
      "an upsert that changes nothing makes a version": [
        "return isSame ? before :",
        "return isSame && before.version < 0 ? before :",
      ],
      "an entity changes its type": [
        "if (type?.number === before.type) return before.type;",
        "if (type !== undefined) return type.number;",
      ],
      "a new entity needs no type": ["if (before !== null) return before.type;\n", "return before?.type ?? 1;\n"],
      "an archived type takes new entities": [
        "if (type.archivedAt === null) return type.number;",
        "if (type !== null) return type.number;",
      ],
      "a parent that is left out is cleared": ["return before?.parent ?? 0;", "return 0;"],
      "null keeps the parent": [
        "if (sent.parentId === null) return 0;",
        "if (sent.parentId === null) return before?.parent ?? 0;",
      ],
      "an archived entity may be a parent": [
        "if (!place.snapshot.entities.isArchived(parent)) return parent;",
        "if (parent) return parent;",
      ],
      "a display name of null keeps the old one": [
        "const displayName = sent.displayName === undefined ?",
        "const displayName = sent.displayName == null ?",
      ],
    },
    "hierarchy-plan": {
      "moves are judged by the parents before the batch": [
        "depthAfter(entity, parentOf, parents.size)",
        "depthAfter(entity, (at) => (at === entity ? parent : entities.parent.get(at)), parentOf.length + parents.size)",
      ],
      "somebody may be its own ancestor": ["if (depth === CIRCLE) {", "if (depth < 0) {"],
      "the depth below a moved entity is not counted": [
        "const deepest = depth + (heights.get(entity) ?? 0);",
        "const deepest = depth;",
      ],
    },
    "entity-table": {
      "an entity never leaves its parent": [
        "this.parent.set(row, entity.parent);",
        "if (this.parent.get(row) === 0) this.parent.set(row, entity.parent);",
      ],
    },
    metadata: {
      "an empty value stands in the metadata": ['.filter(([, value]) => value !== "")', ""],
      "metadata is replaced, not patched": [
        "[...new Map([...Object.entries(before), ...Object.entries(patch)])]",
        "Object.entries(patch)",
      ],
    },
    "environment-upsert": {
      "strict is ignored": ["strict: item.strict ?? standing.strict", "strict: standing.strict"],
      "maxLatenessDays is ignored": [
        "maxLatenessDays: item.maxLatenessDays ?? standing.maxLatenessDays",
        "maxLatenessDays: standing.maxLatenessDays",
      ],
      "settings left out fall back": [
        "provisionLimit: item.provisionLimit ?? standing.provisionLimit",
        "provisionLimit: item.provisionLimit ?? PROVISION_LIMIT_DEFAULT",
      ],
    },
    "environment-state": {
      "a key given up still names": [
        "this.keys.get(key)?.number === row.number) this.keys.delete(key);",
        "this.keys.get(key)?.number === -1) this.keys.delete(key);",
      ],
      "an archived type keeps its keys": ["if (row.archivedAt !== null) return;", ""],
    },
    snapshot: {
      "ids are compared as they look": [
        "customer.entities.put(row.id, row.number);",
        "customer.entities.put(row.id.normalize(), row.number);",
      ],
      "a customer's moved zone is noticed late": ["known.forgetDefaults();", ""],
    },
  },
};
