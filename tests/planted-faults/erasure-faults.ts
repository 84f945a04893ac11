// Faults of erasure: what tells whose an entity was and is left somewhere, and what of it must stay and is lost.
import type { FaultTable } from "./faults.ts";

export const erasureFaults: FaultTable = {
  core: {
    "entity-erasure": {
      "an erased entity keeps its id": ["return { ...row, id: token,", "return { ...row,"],
      "an erased entity keeps its name": [
        "displayName: row.displayName === null ? null : token,",
        "displayName: row.displayName,",
      ],
      "an erased entity keeps its metadata": [
        "id: token, displayName: row.displayName === null ? null : token, metadata: {} }",
        "id: token, displayName: row.displayName === null ? null : token }",
      ],
      "labels keep the id of an erased entity": ["!Object.values(values).includes(id)", "true"],
      "entities named by the event keep the id of an erased one": ["named?.includes(id) === true", "false"],
      "what was erased is erased again": ["TOKEN.test(id) &&", "!TOKEN.test(id) && TOKEN.test(id) &&"],
      "an erasure keeps the version": ["version: row.version + 1", "version: row.version"],
    },
  },
  "store-memory": {
    "memory-state": {
      "history still tells whose an erased entity was": [
        "this.audit[at] = erasedHistory(entry, erasure);",
        "this.audit[at] = entry;",
      ],
    },
  },
};
