// Faults of what comes after the event: counting afterwards, denials, the ledger, the audit log, restarts and outages.
import type { FaultTable } from "./faults.ts";

export const afterwardsFaults: FaultTable = {
  service: {
    "catalog-turn": {
      "a dry run of assignments writes": [
        "if (write.preview !== undefined)",
        "if (write.changes.length < 0 && write.preview !== undefined)",
      ],
    },
    "manage/preview-assignments": {
      "a dry run forgets what was used": [
        "if (figure !== undefined) setFigures(node, figure);",
        "if (figure !== undefined) setFigures(node, NO_AMOUNTS);",
      ],
    },
    "backfill-target": {
      "a new limit starts at nothing": [
        "if (after !== null && (before === null || isRekeyed)) written",
        "if (after !== null && isRekeyed) written",
      ],
      "another cadence keeps the old figures": ["    row.cadence,\n", ""],
      "a deleted assignment keeps its counters": ["if (isRekeyed) dropped.push(before.number);", ""],
      "a new limit counts from now": [
        "  if (row.entity === 0) return 0;\n",
        "  if (row.entity !== 0) return Number.POSITIVE_INFINITY;\n",
      ],
      "a moved customer's defaults keep their periods": [
        "if (before.timeZone === after.timeZone && before.anchor === after.anchor) return [];",
        "if (before.anchor === after.anchor) return [];",
      ],
    },
    backfill: {
      "counting afterwards ignores the scope": [
        "for (const member of row.scope) if (!entry.resolved.includes(member)) return [];",
        "",
      ],
      "counting afterwards ignores who was meant": [
        "if (row.entity !== 0) return entry.resolved.includes(row.entity) ? [row.entity] : [];",
        "if (row.entity !== 0) return [row.entity];",
      ],
      "counting afterwards counts every period": [
        "const sum = { used: used + use,",
        "const sum = { used: used + Math.max(0, use),",
      ],
      "a new default counts nothing that was used": [
        "return entry.resolved.filter((entity) => snapshot.entities.type.get(entity) === row.type);",
        "return [];",
      ],
    },
    figures: {
      "figures of older periods are 0": ["node.used = figures[index]?.used ?? 0;", "node.used = 0;"],
      "figures before an assignment are 0": ["node.used += entry.use;", ""],
    },
    "denial-log": {
      "budgets that would grant have records too": [
        "report === undefined || !isNoted(report) || node",
        "report === undefined || node",
      ],
      "twenty denials are kept whole": ["RECENT_MAX = 10", "RECENT_MAX = 20"],
      "only the first budget that denies has a record": [
        "noted.add(node);",
        "noted.add(node);\n        if (noted.size > 1) continue;",
      ],
      "all periods share one record": [
        "const key = { assignment: node.assignment, entity: node.entity, periodStart: node.period?.start ?? 0 };\n    const text",
        "const key = { assignment: node.assignment, entity: node.entity, periodStart: 0 };\n    const text",
      ],
      "a denial's reason is always the same": [
        "const reason = deniedReason(node, requested);",
        'const reason = "BudgetExceeded" as const;',
      ],
    },
    "list-ledger": {
      "the ledger is listed without regard to time": ["from: input.from ?? null,", "from: null,"],
      "the ledger is listed without regard to entities": [
        "entity: filteredEntity(customer, input.entityId),",
        "entity: null,",
      ],
    },
    "ledger-answer": {
      "an entry does not tell whom it counted for": [
        "resolvedEntityIds: entry.resolved.map(",
        "resolvedEntityIds: entry.resolved.slice(0, 1).map(",
      ],
      "an entry does not tell what it corrects": ["entry.corrects === 0 ? null : entryId(entry.corrects)", "null"],
    },
    "list-audit-log": {
      "the audit log is everybody's": [
        "customer: input.customerId === undefined ? null :",
        'customer: input.customerId !== "" ? null :',
      ],
      "the audit log forgets what was before": ['before: rowOf(engine, change, "before")', "before: null"],
      "the audit log forgets who did it": ["actor: entry.actor,", 'actor: "purser",'],
      "the audit log is of one kind": ["kind: input.kind ?? null,", "kind: null,"],
    },
    "ledger-fold": {
      "verify counts nothing": ["figure.used += entry.use;", ""],
      "verify forgets inherited budgets": ["else pushTo(this.#byType,", "else if (number < 0) pushTo(this.#byType,"],
    },
    "write-queue": {
      "an answer's position lags behind": [
        "this.#position = positionOf(head);",
        "this.#position = positionOf(Math.max(0, head - 1));",
      ],
      "a full disk is told as a ledger that is away": [
        "return new ProblemError(error.code, error.message);",
        'return new ProblemError("StoreUnavailable", error.message);',
      ],
      "what failed to be written is there all the same": [
        "        batch.abandon();\n        throw error;",
        "        throw error;",
      ],
    },
    start: {
      "a restart forgets the counters": ["await loadCounters(parts, snapshot, counters);", ""],
      "a restart forgets where the ledger ends": ["head: state.head,", "head: 0,"],
      "a restart gives numbers of deleted assignments again": [
        "snapshot.assignments.last = Math.max(snapshot.assignments.last, state.lastAssignment);",
        "",
      ],
      "a restart forgets when somebody was last counted": [
        "snapshot.entities.firstEntry.set(entity, sequence);",
        "void [entity, sequence];",
      ],
    },
    "void-ledger-entry": {
      "an archived customer's entries are voided": [
        "if (customer.row.archivedAt !== null) throw",
        "if (customer.row.archivedAt === 0) throw",
      ],
    },
  },
};
