// Faults of explanations: rules or figures of another moment, budgets that were not asked, requests that are not meant.
import type { FaultTable } from "./faults.ts";

export const explanationFaults: FaultTable = {
  core: {
    "past-rows": {
      "an explanation shows the rules of today": [
        "if (before !== null) this.#put(kind, before);",
        "if (before !== null) return;",
      ],
      "an explanation consults budgets that were made later": [
        "else if (after !== null && !NAMED_BY_OTHERS.has(kind)) this.tables[kind].delete(after.number);",
        "",
      ],
    },
    "past-catalog": {
      "an explanation knows nothing of defaults": [
        "customer: row.customer === 0 ? 0 : 1,\n      entity",
        "customer: 1,\n      entity",
      ],
    },
    explanation: {
      "an explanation names budgets by numbers of its own": [
        "if (assignment !== 0) report.assignmentId = assignmentId(past.assignmentInCatalog(assignment));",
        "if (assignment === 0) report.assignmentId = null;",
      ],
      "budgets moved show what they held before": [
        "used: node.used + entry.use, held: node.held + entry.hold }",
        "used: node.used, held: node.held }",
      ],
      "what was before an entry is told without holds": [
        "heldUsage: toDecimal(node.held, scale) };",
        "heldUsage: 0 };",
      ],
    },
    "entity-erasure": {
      "whom a denial imagined keeps the id": ["one.id === id ? { ...one, id: token } : one", "one"],
    },
  },
  service: {
    "explain-entry": {
      "an entry is among the figures that it found": [
        "const until = entry.sequence - 1;",
        "const until = entry.sequence;",
      ],
      "an entry is explained by the rules after it": [
        "await engine.catalog.revisionBefore(entry.sequence)",
        "await engine.catalog.revisionBefore(entry.sequence + 1)",
      ],
      "a report is told as if budgets had been asked": [
        'return (kind === "extend" || kind === "split") && hold > 0;',
        'return kind !== "ingest";',
      ],
      "an ingest is told as if budgets had been asked": [
        'if (kind === "consume" || kind === "hold") return true;',
        'if (kind === "consume" || kind === "hold" || kind === "ingest") return true;',
      ],
      "an extension is told by chains of today": [
        "const kept = behind.reservation?.paths ??",
        'const kept = (entry.kind === "extend" ? null : behind.reservation?.paths) ??',
      ],
      "a split is told as if all budgets had been asked": [
        "return new Set(nodes.filter((node) => held.some((one) => isSameBudget(one, node))));",
        "return new Set(nodes.filter(() => held.length < 0));",
      ],
    },
    "explain-denials": {
      "a denial is explained by the figures of now": ["until: asking.position }", "until: engine.queue.head }"],
      "a denial is explained by the rules of now": ["revision: asking.revision,", "revision: engine.queue.revision,"],
      "a denial is explained as if it never passed": [
        "node.ahead = [{ at: retry, load: Number.NEGATIVE_INFINITY }];",
        "node.ahead = null;",
      ],
      "a denied split is explained as if all budgets had been asked": ["spared.add(node);", "spared.delete(node);"],
    },
    "denied-asking": {
      "a newcomer of a denial is whoever came next": [
        "if (entity <= lastEntity) return entity;",
        "if (entity !== lastEntity * -1) return entity;",
      ],
    },
    "list-denials": {
      "every denial is explained, whatever was asked for": [
        "denial.requestId === requestId;",
        "denial.requestId !== requestId || denial.requestId === requestId;",
      ],
      "denials are explained unasked": ["if (input.requestId === undefined) return { data };", ""],
    },
    "catalog-turn": {
      "a denial knows nothing of what was changed": ["queue.revision += changes.length;", ""],
    },
    start: {
      "a restart forgets how much has been changed": ["revision: state.revision,", "revision: 0,"],
    },
  },
};
