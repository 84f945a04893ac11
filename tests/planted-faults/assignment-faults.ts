// Faults of assignments and defaults: what they may name, how they are found again, changed and put to sleep.
import type { FaultTable } from "./faults.ts";

export const assignmentFaults: FaultTable = {
  core: {
    dormancy: {
      "what is scoped by an archived entity stays awake": [
        "return row.scope.some((member) => entities.isArchived(member));",
        "return false;",
      ],
      "the answer forgets scoped assignments": [
        "going.has(entity) || scope.some((member) => going.has(member))",
        "going.has(entity)",
      ],
      "a dormant assignment is changed": ["if (row.entity !== 0 && entities.isArchived(row.entity)) return true;", ""],
    },
    "default-assignment-upsert": {
      "a put leaves the old defaults standing": [
        "const changes: CatalogChange[] = deletions(place, standing, new Set([...numbers, ...kept]));",
        "const changes: CatalogChange[] = [];",
      ],
      "a put gives every default a new id": [
        "const known = findDefault(place.snapshot, standing, row);",
        "const known = 0;",
      ],
      "an environment's default may have a scope": [
        "if (customer !== null) return judgeScope",
        "if (customer === null) return [];\n  if (customer !== null) return judgeScope",
      ],
      "a default's anchor is its own even when left out": [
        "followsAnchor: item.anchor === undefined",
        "followsAnchor: false",
      ],
      "a default without a zone is in UTC": ["timeZone: item.timeZone ?? null,", 'timeZone: item.timeZone ?? "UTC",'],
    },
    "natural-key": {
      "the natural key has no cadence": ["if (assignments.rule(number).cadence !== key.cadence) return false;", ""],
    },
    "assignment-fields": {
      "the order of a scope matters": ["return numbers.sort((a, b) => a - b);", "return numbers;"],
      "an assignment's zone may be any text": ["|| isTimeZone(timeZone)) return null;", "|| timeZone) return null;"],
      "a scope may name the entity itself": ["if (number === entity) return `", "if (number === -1) return `"],
      "a scope may name who is not there": [
        "if (number === undefined) return `No entity",
        "if (number === 0) return `No entity",
      ],
      "a limit of null is 0": ["if (value === null) return null;", "if (value === null) return 0;"],
      "a scope may name the archived": ["if (index < 0) return null;", "if (index < 100) return null;"],
    },
    "assignment-item": {
      "a limit once set stays": [
        "item.usageLimit === undefined ? before.usageLimit :",
        "item.usageLimit !== undefined ? before.usageLimit :",
      ],
      "an assignment's version stands still": ["version: before.version + 1 }", "version: before.version }"],
      "ifVersion of an assignment is ignored": ["item.ifVersion !== before.version) {", "item.ifVersion < 0) {"],
      "an archived entity takes new assignments": ["if (entities.isArchived(named.entity)) {", "if (false) {"],
      "a new assignment without a limit has none": ["if (item.usageLimit === undefined) {", "if (false) {"],
      "a new assignment is in UTC, wherever its customer is": [
        'timeZone: item.timeZone ?? customer.timeZone ?? "UTC"',
        'timeZone: item.timeZone ?? "UTC"',
      ],
      "a new assignment starts on the first, whatever its customer's anchor": [
        "item.anchor === undefined ? customer.anchor : item.anchor",
        "item.anchor ?? null",
      ],
      "an assignment moves to another entity": [
        "if (item.entityId !== undefined && item.entityId !== place",
        "if (item.entityId === place",
      ],
      "countFrom may change": [
        "if (item.countFrom !== undefined && item.countFrom !== before.countFrom)",
        "if (item.countFrom === null)",
      ],
      "a changed cadence is dropped": [
        "cadence: item.cadence === undefined ? before.cadence : item.cadence,",
        "cadence: before.cadence,",
      ],
    },
    "assignment-upsert": {
      "two assignments may have one key": [
        "if (holder === 0 || holder === one.after.number) this",
        "if (holder >= 0) this",
      ],
      "two assignments cannot swap": [
        "return this.#deleted.has(standing) || this.#planned.has(standing) ? 0 : standing;",
        "return this.#deleted.has(standing) ? 0 : standing;",
      ],
      "deleting does not free the key": ["return this.#deleted.has(standing) || this.#planned", "return this.#planned"],
      "deleteIds deletes nothing": ["else this.#deleted.set(row.number, row);", ""],
      "somebody else's assignment is found": [
        "if (entity !== 0 && entities.customer.get(entity) === place.customer.row.number)",
        "if (entity !== 0)",
      ],
      "an assignment needs no cadence": [
        "capabilityId === undefined || cadence === undefined) {",
        "capabilityId === undefined) {",
      ],
    },
  },
};
