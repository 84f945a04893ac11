// Faults of what is listed and told: pages, cursors, filters, and who may not be managed.
import type { FaultTable } from "./faults.ts";

export const listingFaults: FaultTable = {
  core: {
    search: {
      "search minds upper and lower case": ["const sought = text.toLowerCase();", "const sought = text;"],
    },
  },
  service: {
    page: {
      "every page is the first": [
        "list.find(cursors.read(input.after) ?? 0, limit + 1)",
        "list.find(0 * (cursors.read(input.after) ?? 0), limit + 1)",
      ],
      "there is never a next page": ["found.length > limit ? cursors", "found.length > limit + 1 ? cursors"],
    },
    cursor: {
      "a cursor fits every list": [
        "JSON.stringify([caller.environment, list.name, sorted, ...seen])",
        "JSON.stringify([caller.environment])",
      ],
      "any text is a cursor": ["signature === this.#sign(payload)) return", "typeof signature === 'string') return"],
    },
    "known-customer": {
      "an unknown ledger entry is told as an unknown entity": [
        'throw new ProblemError("NotFound", `The',
        'throw new ProblemError("EntityNotFound", `The',
      ],
      "an unknown customer is told as a bad request": [
        'throw new ProblemError("CustomerNotFound", `No',
        'throw new ProblemError("InvalidRequest", `No',
      ],
    },
    "manage/active-customer": {
      "an archived customer is managed on": [
        "if (row.archivedAt === null) return;",
        "if (row.archivedAt !== 0) return;",
      ],
    },
    "manage/archive-customer": {
      "a customer never comes back": ["isArchived ? now : null", "now"],
    },
    "manage/list-entities": {
      "archived entities are listed unasked": [
        "if (entities.isArchived(number) && input.includeArchived !== true) return false;",
        "",
      ],
      "entities are listed without regard to their parent": [
        "if (parent !== null && entities.parent.get(number) !== parent) return false;",
        "",
      ],
      "entities are listed without regard to their type": [
        "if (type !== null && entities.type.get(number) !== type) return false;",
        "",
      ],
    },
    "manage/list-assignments": {
      "assignments are listed without regard to their capability": [
        "if (capability !== null && assignments.capability.get(number) !== capability) return false;",
        "",
      ],
    },
    "manage/list-customers": {
      "archived customers are listed unasked": [
        "if (row.archivedAt !== null && input.includeArchived !== true) return false;",
        "",
      ],
    },
    "manage/catalog-answer": {
      "a sleeping assignment looks awake": ["isDormant: isDormant(snapshot, row) }", "isDormant: false }"],
      "limits are told in units": ["toDecimal(row.usageLimit, capability.scale)", "row.usageLimit"],
    },
  },
};
