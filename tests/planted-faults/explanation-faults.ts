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
        "else if (after !== null && !this.#isNamed(kind, after.number)) this.tables[kind].delete(after.number);",
        "",
      ],
      "an explanation knows nothing of exceptions": [
        'for (const exception of customer.exceptions.on(entity)) this.#put("exception", exception);',
        "",
      ],
      "an explanation sees no budgets carved out of those that it tells of": [
        'if (row.allocation !== "carved" || !capabilities.includes(row.capability)) continue;',
        "continue;",
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
      "what was before an entry is told without holds": [
        "heldUsage: toDecimal(before.held, scale) }",
        "heldUsage: 0 }",
      ],
      "a period that had ended is explained as if it still set aside": [
        "    now: instant,\n    today,",
        "    now: instant,",
      ],
    },
    "past-figures": {
      "an explanation leaves out what carved budgets need beyond their limits": [
        "Math.max(0, plainLoadOf(child) - assignments.usageLimit.get(child.assignment))",
        "0",
      ],
      "an explanation counts what came through a carved budget at its parent, too": [
        "if (node.carved === null || isThrough(node.carved.children, own.resolved)) continue;",
        "if (node.carved === null) continue;",
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
      "a split is told as if all budgets had been asked": ["return new Map(growth);", "return undefined;"],
      "budgets moved show what they held before": ["figures.add(entry);", ""],
    },
    "explain-denials": {
      "a denial is explained by the figures of now": ["until: asking.position }", "until: engine.queue.head }"],
      "a denial is explained by the rules of now": ["revision: asking.revision,", "revision: engine.queue.revision,"],
      "a denial is explained as if it never passed": ["instants: [granting] }", "instants: [] }"],
      "a denied split is explained as if all budgets had been asked": [
        "requested: item.requested, chains, growth }",
        "requested: item.requested, chains }",
      ],
      "a denial is explained as if nothing were set aside without holds": [
        "node.ahead = { unheld, instants: [] };",
        "node.ahead = { unheld: node.used, instants: [] };",
      ],
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
      "a denial knows nothing of what was changed": ["queue.revision += changes.filter(isTold).length;", ""],
      "a denial knows more than was told": ["changes.filter(isTold).length", "changes.length"],
    },
    start: {
      "a restart forgets how much has been changed": ["revision: state.revision,", "revision: 0,"],
    },
  },
};
