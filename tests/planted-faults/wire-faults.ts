// Faults of the wire: what a request may hold, how its parts are parsed, and how it is told what is wrong with it.
import type { FaultTable } from "./faults.ts";

export const wireFaults: FaultTable = {
  contract: {
    limits: {
      "a type may have nine keys": ["ATTRIBUTION_KEYS_MAX = 8", "ATTRIBUTION_KEYS_MAX = 9"],
      "a request may have forty dimensions": ["DIMENSIONS_MAX = 32", "DIMENSIONS_MAX = 40"],
      "a page may have 1,000 rows": ["PAGE_LIMIT_MAX = 100", "PAGE_LIMIT_MAX = 1_000"],
      "usage may be 4,000 days late": ["LATENESS_DAYS_MAX = 400", "LATENESS_DAYS_MAX = 4_000"],
    },
    "wire-text": {
      "an id may have outer blanks": ["&& text.trim() === text", ""],
      "an id is a path": ['text === "." || text === ".." ||', ""],
      "null is a value": ['if (value === null || value === "") continue;', "if (value === null) continue;"],
      "numbers are no dimension values": [
        'typeof value === "boolean" || Number.isSafeInteger(value) ? String(value)',
        'typeof value === "boolean" ? String(value)',
      ],
      "an instant needs no offset": [".datetime({ offset: true,", ".datetime({ offset: true, local: true,"],
    },
    parse: {
      "an unknown field is told as a bad request": [
        'code: isUnknownOnly ? "UnknownField" : "InvalidRequest"',
        'code: "InvalidRequest"',
      ],
      "a problem does not tell where": ["path: path + pointerOf([key]),", "path,"],
    },
    assignment: {
      "an empty batch of assignments is taken": [
        "assignments.length + deleteIds.length > 0",
        "assignments.length + deleteIds.length >= 0",
      ],
    },
    ingest: {
      "an unknown field of an event is ignored": [
        "const eventFields = z.strictObject({",
        "const eventFields = z.object({",
      ],
      "an event may name nobody": ["if (!namesOnce(event)) refuse(NAMING_ADVICE);", ""],
      "an empty batch of events is taken": ["events: z.array(anyEvent).min(1)", "events: z.array(anyEvent)"],
      "a capability may stand twice in the items": ["if (seen.has(capabilityId)) refuse", "if (false) refuse"],
    },
    check: {
      "dimensions and entity ids may stand together": [
        "(request.dimensions === undefined) !== (request.entityIds === undefined)",
        "request.dimensions !== undefined || request.entityIds !== undefined",
      ],
      "an unknown field of a check is ignored": [
        "export const checkBody = z.strictObject(checkFields)",
        "export const checkBody = z.object(checkFields)",
      ],
    },
    entity: {
      "an unknown field of an entity is ignored": [
        "const entityItem = z.strictObject({",
        "const entityItem = z.object({",
      ],
      "an empty batch of entities is taken": ["z.array(entityItem).min(1)", "z.array(entityItem)"],
    },
  },
};
