// Faults of governance documents: what is applied as a whole, or not at all.
import type { FaultTable } from "./faults.ts";

export const documentFaults: FaultTable = {
  core: {
    "catalog-trial": {
      "two assignments of one document share a number": [
        "else assignments.last = Math.max(assignments.last, change.after?.number ?? 0);",
        "",
      ],
      "a refused document leaves its customers and entities": [
        "snapshot.truncate(this.#lastEntity, this.#lastCustomer);",
        "",
      ],
      "a refused document leaves what it changed": [
        "else snapshot.apply({ ...change, before: change.after, after: change.before } as CatalogChange);",
        "",
      ],
    },
    "governance-plan": {
      "a document is written up to its first fault": ["return faults ?? changes;", "return changes;"],
      "a fault of a customer is told at the document": [
        'return { ...one, path: at + (path ?? "") };',
        'return { ...one, path: path ?? "" };',
      ],
      "defaults that a document doesn't name go": [
        "const kept = new Set(standing.filter((number) => !gone.includes(number)));",
        "const kept = new Set<number>();",
      ],
      "what a document brings back stays archived": [
        '(ids.length === 0 ? null : this.#put(unarchiveEntities(place, { ids }), at, "unarchiveEntityIds")) ??',
        "",
      ],
    },
    "governance-gone": {
      "an assignment goes whatever its version": [
        "if (isFault(row) || ifVersion === undefined || row.version === ifVersion) return [];",
        "return [];",
      ],
      "an entity goes whatever its version": ["if (version === ifVersion) return [];", "return [];"],
      "a default goes whatever its version": ["ifVersion === undefined || version === ifVersion ?", "true ?"],
    },
    "default-assignment-upsert": {
      "a default is put whatever its version": [
        "if (item.ifVersion !== undefined && item.ifVersion !== (before?.version ?? 0)) {",
        "if (false) {",
      ],
      "a document's default forgets its anchor": ["place.keepsOmitted === true ?", "place.keepsOmitted === null ?"],
      "a document's default is hard again when it says nothing": [
        "if (place.keepsOmitted !== true) return HARD;",
        "if (place.keepsOmitted !== null) return HARD;",
      ],
      "a default that stands is written again": [
        'if (before !== after) changes.push({ kind: "assignment", before, after });',
        'changes.push({ kind: "assignment", before, after });',
      ],
    },
  },
  service: {
    "manage/apply-governance": {
      "a dry run writes": ["...(dryRun ? { preview: answer } : {})", ""],
    },
    "backfill-target": {
      "a new default is counted in the zone that its customer had": [
        "calendarFor(snapshot, row, customers.get(customer) ?? snapshot.customers[customer]?.row);",
        "calendarFor(snapshot, row, snapshot.customers[customer]?.row);",
      ],
    },
  },
};
