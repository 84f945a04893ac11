// Faults of exceptions: they raise too much, too little or for too long, or need no room where something is carved.
import type { FaultTable } from "./faults.ts";

export const exceptionFaults: FaultTable = {
  core: {
    exception: {
      "an amount is a limit of its own": [
        "added += exception.amount ?? 0;",
        "absolute = Math.max(absolute, exception.amount ?? 0);",
      ],
      "only the greatest amount is added": [
        "added += exception.amount ?? 0;",
        "added = Math.max(added, exception.amount ?? 0);",
      ],
      "the newest of absolute exceptions counts": [
        "absolute = Math.max(absolute, exception.usageLimit)",
        "absolute = exception.usageLimit",
      ],
      "an exception begins an instant late": ["from <= at &&", "from < at &&"],
      "an exception counts before it begins": ["from <= at && ", ""],
      "an exception counts in the instant of its end": ["at < until", "at <= until"],
      "an exception limits where nothing does": [
        " || Number.isNaN(usageLimit)) return usageLimit;\n  let absolute = usageLimit;",
        ") return usageLimit;\n  let absolute = Number.isNaN(usageLimit) ? 0 : usageLimit;",
      ],
    },
    "exception-index": {
      "an exception raises the budgets of every entity": [
        "return this.#byEntity.get(entity)?.get(key) ?? NONE;",
        "return [...this.#byEntity.values()].flatMap((byKey) => byKey.get(key) ?? (entity < 0 ? NONE : []));",
      ],
      "one key makes any number of exceptions": ["this.#byKey.set(row.idempotencyKey, row.number)", "{}"],
      "a revoked exception frees its key": [
        "if (row.limitRequest === 0) this.#byKey.set",
        "if (row.revokedAt !== null) this.#byKey.delete(row.idempotencyKey);\n    else this.#byKey.set",
      ],
    },
    "exception-request": {
      "an end left out is that of the running period": [
        "calendar.periodAt(from)",
        "calendar.periodAt(Math.max(now, 0))",
      ],
      "an exception may be over before it is made": ["(effective > now && effective > from)", "(effective > from)"],
      "an exception may end before it begins": ["(effective > now && effective > from)", "(effective > now)"],
      "no end is the end of the period": [
        "until === undefined ? (Number.isFinite(end)",
        "until === undefined || until === null ? (Number.isFinite(end)",
      ],
      "a lifetime budget is raised for a day": [
        "Number.isFinite(end) ? end : null",
        "Number.isFinite(end) ? end : now + 86_400_000",
      ],
      "the end is no part of what a key guards": ['request.until === undefined ? "periodEnd" : request.until', "null"],
      "an amount sent as text is another content": ["    raise.amount,\n", "    request.amount ?? null,\n"],
      "an exception may add nothing": ["if (units === 0) return", "if (units < 0) return"],
      "the limit of an exception is rounded": ['rounding: "exact"', 'rounding: "round"'],
      "an exception is made whatever scope it names": ["ids: request.scopeEntityIds ?? []", "ids: []"],
      "an inherited limit can't be raised": ["(one) => !one.isReplaced && one.key === number", "() => false"],
      "whatever governs with another key is raised": [
        "if (own !== 0) return assignments.calendarAt(assignments.calendar.get(own));",
        "const some = own || entities.firstAssignment.get(key.entity);\n  if (some !== 0) return assignments.calendarAt(assignments.calendar.get(some));",
      ],
    },
    "carry-along": {
      "an assignment with another key leaves its exceptions behind": [
        "if (moves.size === 0) return [];",
        "if (moves.size > 0) return [];",
      ],
      "an exception keeps its scope": ["scope: after.scope, cadence", "scope: before.scope, cadence"],
    },
    snapshot: {
      "an exception counts on as it was": [
        "if (before !== null) customer.exceptions.remove(this.#exceptionKey(before), before);",
        "",
      ],
    },
    chain: {
      "of a usage period that is over the exceptions of now count": [
        "Math.max(period.start, Math.min(today, period.end - 1))",
        "today",
      ],
      "an exception takes the overage": [
        "ceiling: assignments.ceiling(assignment, usageLimit)",
        "ceiling: usageLimit > assignments.usageLimit.get(assignment) ? usageLimit : assignments.ceiling(assignment, usageLimit)",
      ],
      "nothing is set aside for an exception": [
        "(raisedOf.get(assignment) ?? NONE).map((child) => raisedChild(request, child, period))",
        "(raisedOf.get(0) ?? NONE).map((child) => raisedChild(request, child, period))",
      ],
      "what an exception will need isn't set aside yet": [
        "greatestLimit: greatestLimit(standing, span)",
        "greatestLimit: effectiveLimit(standing, { usageLimit, at: span.from })",
      ],
      "a lapsed exception sets aside until the period ends": [
        "from: Math.max(today, period.start), before",
        "from: period.start, before",
      ],
    },
    "chain-node": {
      "use beyond the plain limit is set aside twice": ["- Math.max(usageLimit, plainLoadOf(node))", "- usageLimit"],
      "use beyond an exception is nobody's": ["Math.max(greatestLimit, loadOfNode(node))", "greatestLimit"],
    },
    "look-ahead": {
      "a time to try again knows the limit of now only": [
        "ceiling: ceilingAt(place, node, at)",
        "ceiling: node.ceiling",
      ],
    },
    "tree-budgets": {
      "the tree shows limits as if nothing raised them": [
        "node.usageLimit = limitIn(request, entity, { assignment, period });",
        "",
      ],
    },
    "carved-weight": {
      "what a later exception promises isn't judged": [
        "return [now, ...raised.flatMap(",
        "return [now, ...[].flatMap(",
      ],
      "what a later exception promises is taken from now on": [
        "effectiveLimit(side.exceptionsOf(child), { usageLimit, at }) - usageLimit",
        "greatestLimit(side.exceptionsOf(child), { usageLimit, from: at, before: Number.POSITIVE_INFINITY }) - usageLimit",
      ],
      "the next period's exceptions weigh on the running one": [
        "{ usageLimit, ...rest }",
        "{ usageLimit, ...rest, before: Number.POSITIVE_INFINITY }",
      ],
    },
    node: {
      "what an exception adds can be carved": [
        "assignments.usageLimit.get(node.assignment) - loadOfNode(node)",
        "usageLimit - loadOfNode(node)",
      ],
    },
  },
  service: {
    "look-ahead": {
      "the next period has the limit of this one": ["ceiling: next.ceiling", "ceiling: holds.node.ceiling"],
    },
    "carving-plan": {
      "exceptions need no room": ['if (row?.allocation === "carved") yield row.number;', ""],
    },
    "carving-review": {
      "the exception of a parent is carved out": [
        "const limit = row.usageLimit ?? 0;",
        "const limit = (row.usageLimit ?? 0) + after.exceptionsOf(row.number).reduce((sum, { amount }) => sum + (amount ?? 0), 0);",
      ],
    },
    "manage/grant-exception": {
      "exceptions are made where nothing governs": [
        "if (calendar === null) throw problemOf(notGoverned());",
        "if (calendar === null) return asked.until ?? null;",
      ],
    },
    "manage/create-exception": {
      "under one key any exception is told as the first": [
        "if (known?.content === content) {",
        "if (known !== undefined) {",
      ],
      "a repeat is judged by what is there now": [
        "      const known = engine.snapshot.exceptions",
        "      if (archived !== null) throw problemOf(archived);\n      const known = engine.snapshot.exceptions",
      ],
    },
    "manage/asked-exception": {
      "an archived customer's limits are raised": [
        "const customer = activeCustomer(engine, caller, input.customerId);",
        "const customer = environmentOf(engine, caller).customers.get(input.customerId) ?? activeCustomer(engine, caller, input.customerId);",
      ],
      "who is archived is told to have no such budget": ["archivedKeyFault(place, roots, input)", "null"],
    },
    "manage/exception-answer": {
      "every exception is told to be in force": ["isInForce: isInForce(row, now)", "isInForce: row.revokedAt === null"],
      "an exception doesn't tell what it approves": [
        "limitRequestId: row.limitRequest === 0 ? null : limitRequestId(row.limitRequest)",
        "limitRequestId: null",
      ],
    },
    "manage/list-exceptions": {
      "exceptions of everybody are listed": [" || (entity !== null && row.entity !== entity)", ""],
      "exceptions of all capabilities are listed": [
        "return capability === null || row.capability === capability;",
        "return true;",
      ],
      "revoked exceptions aren't listed": ["if (row.customer !==", "if (row.revokedAt !== null || row.customer !=="],
    },
    "manage/revoke-exception": {
      "an exception that is revoked again ends later": [
        "const isRevoked = before.revokedAt !== null;",
        "const isRevoked = false;",
      ],
      "what isn't there is revoked too": [
        "if (before?.customer !== customer.row.number) throw notFound(input.exceptionId);",
        "if (before === undefined) return { changes: [], answer: () => null };",
      ],
    },
  },
  contract: {
    exception: {
      "limit and amount may stand together": [
        "(usageLimit === undefined) !== (amount === undefined)",
        "usageLimit !== undefined || amount !== undefined",
      ],
      "an exception needs no reason": [".min(1)\n  .max(REASON_LENGTH_MAX)", ".max(REASON_LENGTH_MAX)"],
      "a cadence left out is the lifetime": [
        "cadence: cadenceSchema.nullable(),",
        "cadence: cadenceSchema.nullable().default(null),",
      ],
    },
  },
};
