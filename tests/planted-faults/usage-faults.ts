// Faults of usage: checks, events, their keys and content, corrections, and what is answered.
import type { FaultTable } from "./faults.ts";

export const usageFaults: FaultTable = {
  core: {
    "usage-event": {
      "usage may be dated a day ahead": ["AHEAD_MAX_MS = 5 * 60_000", "AHEAD_MAX_MS = 24 * 60 * 60_000"],
      "usage may be as late as it likes": [
        "if (timestamp >= now - days * DAY_MS) return null;",
        "if (days > 0) return null;",
      ],
      "late usage is refused as a bad request": ['return fault("TimestampTooOld"', 'return fault("InvalidRequest"'],
      "strict requests resolve in part": [
        "!(strict ?? place.environment.row.strict)) return null;",
        "!place.environment.row.strict) return null;",
      ],
      "an environment is never strict": [
        "!(strict ?? place.environment.row.strict)) return null;",
        "!(strict ?? false)) return null;",
      ],
      "every event is recorded as of now": [
        "const timestamp = event.timestamp ?? place.now;",
        "const timestamp = place.now;",
      ],
      "usage is counted in the running period": ["      now: timestamp,\n", "      now: place.now,\n"],
      "an unknown capability is told as a bad request": [
        'fault(\n    "CapabilityNotFound"',
        'fault(\n    "InvalidRequest"',
      ],
    },
    "event-content": {
      "the order of dimensions is content": [
        "Object.entries(event.dimensions).sort(byFirst)",
        "Object.entries(event.dimensions)",
      ],
      "the order of ids is content": ["[...event.entityIds].sort()", "event.entityIds"],
      "the timestamp is no content": ["event.timestamp ?? null,", ""],
      "metadata is no content": [
        "event.metadata === undefined ? null : Object.entries(event.metadata).sort(byFirst),",
        "",
      ],
      "the amount is no content": ["[capability.id, amount, ...", "[capability.id, 0, ..."],
      "strict is no content": ["event.strict ?? null,", ""],
    },
  },
  service: {
    check: {
      "a check counts as usage": [
        "  if (decision.isGranted) return noted(",
        "  for (const node of judged.chains.flat()) {\n    const { assignment, entity, period, used, held } = node;\n    if (period !== null) engine.counters.settle([{ assignment, entity, periodStart: period.start, used: used + judged.requested, held }], judged.now);\n  }\n  if (decision.isGranted) return noted(",
      ],
      "a check asks for nothing unless it says otherwise": ["requestedUsage ?? 1", "requestedUsage ?? 0"],
      "a strict check takes an unknown customer": ["if (strict ?? environment.row.strict) {", "if (false) {"],
      "a check makes its unknown customer": ["snapshot.truncate(lastEntity, lastCustomer);", ""],
      "a check makes its newcomers": [
        "if (snapshot.entities.last !== lastEntity) snapshot.truncate(lastEntity, snapshot.customers.length - 1);",
        "",
      ],
      "an archived customer is checked": [
        "if (known.row.archivedAt !== null) throw",
        "if (known.row.archivedAt === 0) throw",
      ],
      "any position is taken": ["if (head >= 0 && head <= engine.queue.head) return;", "if (head !== -2) return;"],
      "a denial is not recorded": [
        "if (decision.isGranted && decision.warnings.length === 0) return decision;",
        "return decision;",
      ],
      "newcomers slip past a default": ["provisionLimitFault(whole, capability, resolution) ??", ""],
      "a check is recorded at whom it imagined": [
        "const lastEntity = engine.snapshot.entities.committed;",
        "const lastEntity = engine.snapshot.entities.last;",
      ],
    },
    "check-many": {
      "a bad check spoils them all": [
        "if (!parsed.ok) return { problem: answerProblem(parsed.problem, caller.requestId) };",
        'if (!parsed.ok) return Promise.reject(new Error("bad check"));',
      ],
      "many checks are answered backwards": ["input.checks.map((raw)", "input.checks.toReversed().map((raw)"],
    },
    correction: {
      "a correction takes back more than is left": ["if (left + amount < 0) {", "if (false) {"],
      "what a batch took back before is forgotten": ["batch.left.set(entry.sequence, left + amount);", ""],
      "a correction is corrected": ["  if (!isCorrectable(original)) return notCorrectable();", ""],
      "a correction counts in the running period": ["now: entry.timestamp,", "now: engine.clock.now(),"],
      "a positive correction is taken": ["if (amount >= 0) return fault(", "if (amount > 1e15) return fault("],
      "a correction needs no key": ["if (event.idempotencyKey === undefined) {", "if (false) {"],
      "a correction may name somebody": ['"dimensions", "entityIds", "timestamp"] as const', '"timestamp"] as const'],
      "a second void takes back again": ["original.entry.sequence}`;", "ids.random(9)}`;"],
      "a void takes the whole entry whatever is left": [
        "amount: 0 - left, key, event });",
        "amount: 0 - original.entry.use, key, event });",
      ],
      "a correction does not name its entry": ["corrects: entry.sequence,", "corrects: 0,"],
    },
    "original-entries": {
      "another customer's entry is corrected": [
        "if (entry === undefined || entry.customer !== customer.row.number) return;",
        "if (entry === undefined) return;",
      ],
      "earlier corrections are forgotten": ["sum + correction.use, entry.use)", "sum + 0 * correction.use, entry.use)"],
    },
    "recorded-event": {
      "the key is not looked up": [
        "const standing = key === null ? null : standingUnder(batch, customer, key);",
        "const standing = null as EventFate | Fault | null;",
      ],
      "a key's content is not compared": ["if (taken.content === key.content) return {", "if (taken) return {"],
      "a repeat in one batch counts again": [
        "const inBatch = batch.standing(customer, key.hash);",
        "const inBatch = undefined as RecordedEvent | undefined;",
      ],
      "a conflict in one batch is a repeat": ["if (inBatch.content === key.content) return {", "if (inBatch) return {"],
      "a strict event makes its customer": ["if ((event.strict ?? where.environment.row.strict) &&", "if (false &&"],
      "a counter may leave the range": ["if (refusal === null)\n", "if (refusal !== undefined)\n"],
      "a refused event leaves its newcomers": [
        "const isRefused = (fate: EventFate | Fault): boolean => isFault(fate) || fate.kind",
        "const isRefused = (fate: EventFate | Fault): boolean => !isFault(fate) && fate.kind",
      ],
      "a repeat that would be refused today is refused": [
        "if (by.key !== null) batch.probe(by.customer, by.key.hash);",
        "",
      ],
      "a clock far behind is not noticed": [
        "if (place.now - engine.clock.now() > AHEAD_MAX_MS) return clockBehind(place.now);",
        "",
      ],
      "only the first item is recorded": [
        "uses: plan.uses.map((use) => ({",
        "uses: plan.uses.slice(0, 1).map((use) => ({",
      ],
    },
    "idempotency-conflict": {
      "a conflict does not name its field": [
        'const field = operation === "consume" ? "requestedUsage" : "amount";',
        'const field = "idempotencyKey";',
      ],
    },
    "entry-base": {
      "an entry does not keep its metadata": ["metadata: sent.metadata ?? null,", "metadata: null,"],
    },
    "look-ahead": {
      "nobody looks into the next period": ["<= AHEAD_MAX_MS;", "<= 0 * AHEAD_MAX_MS - 1;"],
    },
    "new-customer": {
      "a customer made by its first use is in UTC for good": ["timeZone: null,", 'timeZone: "UTC",'],
    },
    "entry-batch": {
      "one customer's keys are another's": ["{customer.row.id} $", "{0} $"],
      "figures are those after the whole batch": ["after.used -= use;", ""],
      "a request's newcomers are not durable": [
        'changes.push({ kind: "entity", before: null,',
        'if (number < 0) changes.push({ kind: "entity", before: null,',
      ],
      "entities do not remember their first entry": ["this.#firstEntries.set(entity, this.entries.length);", ""],
      "the customer's last entry is forgotten": ["snapshot.customer(customer).lastRecordedAt = recordedAt;", ""],
    },
    "moved-counters": {
      "counters may leave the range": ["(used + use) > AMOUNT_MAX ||", "(used + use) > 1e18 ||"],
    },
    "ingest-answer": {
      "figures are always answered": [
        "if (!manner.withFigures) return result;\n  const { customer, uses } = event;",
        "const { customer, uses } = event;",
      ],
      "a duplicate answers no figures": ["budgets: await figuresToday(engine, customer, entries) }", "budgets: [] }"],
      "a duplicate looks accepted": ['status: "duplicate" as const', 'status: "accepted" as const as "duplicate"'],
      "an answer forgets who was unresolved": ["unresolved: [...fate.unresolved],", "unresolved: [],"],
      "what counts on unseen is shown": [
        "budgets.filter((node) => governs(snapshot, customer, node)).map",
        "budgets.map",
      ],
    },
    ingest: {
      "figures are left out unasked": [
        "const withFigures = input.figures ?? true;",
        "const withFigures = input.figures ?? false;",
      ],
      "an event without a key gets none": ["?? engine.ids.random(MADE_KEY_BYTES)", '?? ""'],
      "the answers are not in the order sent": [
        "for (const [index, fate] of fates.entries())",
        "for (const [index, fate] of [...fates.entries()].toReversed())",
      ],
      "a bad event spoils the request": [
        'if ("problem" in parsed) return { kind: "malformed", problem: parsed.problem };',
        'if ("problem" in parsed) throw new Error("bad event");',
      ],
    },
  },
};
