// Faults of what nobody can overspend with: soft and shadow limits, and what is granted, counted or held.
import type { FaultTable } from "./faults.ts";

export const spendingFaults: FaultTable = {
  core: {
    "assignment-enforcement": {
      "an overage limit stands on a hard limit": ['if (sent.enforcement !== "soft") {', "if (false) {"],
      "leaving soft keeps the overage limit": [
        'return sent.enforcement === "soft" ? before.overageLimit : null;',
        "return before.overageLimit;",
      ],
      "what says nothing of its enforcement is hard": [
        "item.enforcement ?? before.enforcement",
        'item.enforcement ?? "hard"',
      ],
    },
    "assignment-table": {
      "a soft limit ends where a hard one does": [
        "this.#overageLimits.get(number) ?? Number.NaN);",
        "this.#overageLimits.get(number) ?? 0);",
      ],
      "the overage limit is no more than the limit": [": limit + (this.#overageLimits", ": 0 + (this.#overageLimits"],
      "a shadow denies": ["=== 0 ? Number.NaN : limit", "=== 0 ? limit : limit"],
    },
    node: {
      "what is held is as good as used": [
        'if ((node.ahead?.unheld ?? node.used) + requested <= ceiling) return "BudgetHeld";',
        "",
      ],
      "the end of an overage is told like that of a hard limit": [
        'if (node.enforcement === "soft") return "OverageLimitExceeded";',
        "",
      ],
      "a limit is exceeded by use alone": [
        "node.used + node.held + requested > limit",
        "node.used + requested > limit",
      ],
      "what is available doesn't know what is held": [
        "node.ceiling - loadOfNode(node)",
        "node.ceiling - loadOfNode(node) + node.held",
      ],
    },
    decision: {
      "a hard limit warns, too": ['node.enforcement !== "hard") warned', "true) warned"],
      "a shadow doesn't warn": ['node.enforcement !== "hard") warned', 'node.enforcement === "soft") warned'],
      "a budget in two chains warns twice": [
        "(warned ?? new Map()).set(node, report)",
        "(warned ?? new Map()).set(report, report)",
      ],
      "at the top stands the first item that denies": ["item.retry > latest.retry ? item : latest", "latest"],
      "of items that are free together the last stands at the top": [
        "item.retry > latest.retry",
        "item.retry >= latest.retry",
      ],
      "an item that is denied shows an amount": ["amount: isGranted ? amount : null", "amount"],
      "one item denies, the others are granted": [
        "const isGranted = leading === undefined;",
        "const isGranted = denied.length < items.length;",
      ],
    },
    "look-ahead": {
      "no expiry is looked ahead to": ["if (instants.length < EXPIRIES_MAX &&", "if (instants.length < 0 &&"],
      "expiries are looked at in the order of opening": [".sort((a, b) => a.at - b.at)", ""],
      "a hold is waited for beyond the period's end": ["< EXPIRIES_MAX && at < end)", "< EXPIRIES_MAX)"],
    },
    "ledger-entry": {
      "what opened a hold can be taken back": ['new Set(["hold", "extend",', 'new Set(["extend",'],
    },
    spending: {
      "the last unit is not granted": ["if (amount <= room) return amount;", "if (amount < room) return amount;"],
      "less will never do": ["return minAmount !== null && room >= minAmount ? room : null;", "return null;"],
      "less than the least will do": ["minAmount !== null && room >= minAmount ?", "minAmount !== null && room > 0 ?"],
      "a hold may be of 0": ['if (amount === 0) return fault("InvalidRequest", "A hold takes more than 0.", at);', ""],
      "a least may be more than the most": ["minAmount > 0 && minAmount <= amount", "minAmount > 0"],
      "a least may be 0": ["minAmount > 0 && minAmount <= amount", "minAmount <= amount"],
      "an amount asked for is never rounded": ["rounding: roundingOf(capability) };", 'rounding: "exact" };'],
      "a consume's fault is told as a reserve's": ['operation === "consume" ? "requestedUsage" : "amount"', '"amount"'],
    },
    reservation: {
      "a hold lives ten minutes": ["TTL_DEFAULT_MS = 5 * 60_000", "TTL_DEFAULT_MS = 10 * 60_000"],
      "a hold is extended beyond its day": ["Math.min(now + ttlMs, firstOpenedAt + TTL_MAX_MS)", "now + ttlMs"],
      "of a late commit only what was never held is overage": [
        "return isLate ? committed : Math.max",
        "return Math.max",
      ],
      "a fifth of a line is split off": ["SPLIT_DEPTH_MAX = 4", "SPLIT_DEPTH_MAX = 5"],
    },
    "event-content": {
      "the same under another operation is a repeat": ["    operation,\n    items,", "    items,"],
      "how long a hold lives is not compared": ["    ...more,\n", ""],
      "the least that will do is not compared": [", ...(minAmount == null ? [] : [minAmount])]", "]"],
    },
    "entity-type-upsert": {
      "a cap can't be taken away": [
        "item.maxOpenReservations === undefined ? before.maxOpenReservations : item.maxOpenReservations",
        "item.maxOpenReservations ?? before.maxOpenReservations",
      ],
    },
  },
  contract: {
    limits: {
      "a hold may be as short as half a second": ["TTL_MIN_MS = 1_000", "TTL_MIN_MS = 500"],
      "a hold may be opened for two days": ["TTL_MAX_MS = 86_400_000", "TTL_MAX_MS = 172_800_000"],
      "a type may allow any number of holds": ["OPEN_RESERVATIONS_MAX = 10_000", "OPEN_RESERVATIONS_MAX = 100_000"],
    },
    check: {
      "an enforcement may be gentle": ['["hard", "soft", "shadow"]', '["hard", "soft", "shadow", "gentle"]'],
    },
    reservation: {
      "a capability may stand in two items": ["if (seen.has(capabilityId)) refuse", "if (false) refuse"],
      "beside items stands a capability": [
        'if (asked.capabilityId !== undefined) refuse("With items',
        'if (false) refuse("With items',
      ],
      "what isn't said is nothing": ['else if (amount === undefined) refuse("Say how much.", amountField);', ""],
      "an extend may say nothing": [
        "if (body.ttlMs === undefined && body.amount === undefined && body.items === undefined) {",
        "if (false) {",
      ],
      "ids and an entity are released together": ["(ids === undefined) !== (entityId === undefined)", "true"],
    },
  },
  service: {
    consume: {
      "what is denied has ledger entries": ["if (!decision.isGranted) return decision;", ""],
      "a grant doesn't name its ledger entries": ["entries.map(({ sequence }) => entryId(sequence))", "[]"],
      "a consume's repeat is not marked": [
        "return isDuplicate ? { ...counted, duplicate: true } : counted;",
        "return counted;",
      ],
    },
    reserve: {
      "a reserve's repeat is not marked": [
        "isDuplicate ? { ...reservation, duplicate: true } : reservation",
        "reservation",
      ],
    },
    "idempotency-conflict": {
      "a conflict names the amount of another operation": [
        'operation === "consume" ? "requestedUsage" : "amount"',
        '"amount"',
      ],
    },
    "spend-plan": {
      "what is denied makes newcomers": [
        '(fate) => isFault(fate) || fate.kind !== "granted",',
        "(fate) => isFault(fate),",
      ],
      "an archived customer spends on": [
        "return known.row.archivedAt === null ? null : archivedFault(customerId);",
        "return null;",
      ],
      "a strict request makes its customer": [
        "if (!(strict ?? environment.row.strict)) return null;\n  const detail = `No customer",
        "return null;\n  const detail = `No customer",
      ],
      "a newcomer slips past its default": ["if (limited !== null) return limited;", ""],
      "a clock behind spends on": [
        "if (place.now - engine.clock.now() > AHEAD_MAX_MS) return clockBehind(place.now);",
        "",
      ],
    },
    "spend-record": {
      "a grant shows the figures before it counted": ["      shown,\n    ),", "      [],\n    ),"],
      "no cap is asked": ["isReserve ? capFault(", "false ? capFault("],
      "a cap allows one more": [
        "batch.reservations.countAt(entity) < type.max",
        "batch.reservations.countAt(entity) <= type.max",
      ],
      "no chain is kept": ["chains: index === 0 ? chains : null", "chains: null"],
      "what was split off has no parent": ["parent: parent?.number ?? 0", "parent: 0"],
      "every split is the first of its line": ["depth: (parent?.depth ?? 0) + 1", "depth: 1"],
      "a split has a day of its own": ["parent?.firstOpenedAt ?? timestamp", "timestamp"],
      "a hold forgets its metadata": ["    metadata,\n    isLate", "    metadata: null,\n    isLate"],
    },
    "spend-answer": {
      "a denied spend keeps no record": ["  note(engine, { judged, asking: () => asking }, items);", ""],
      "what passes a shadow keeps no record": [
        "note(engine, { judged: standing, asking: once(() => askingOf(engine.snapshot, standing)) }, decided);",
        "",
      ],
      "a grant warns of nothing": ["return decided.flatMap(({ decision }) => decision.warnings);", "return [];"],
      "a repeat shows the period of now": ["set: resolved, now: timestamp, today };", "set: resolved, now: today };"],
      "a repeat of a split shows what it was split from": [
        "entries.filter(({ reservation }) => reservation === first?.reservation)",
        "entries.filter(() => true)",
      ],
    },
    "judged-spend": {
      "a budget is the same in every period": [
        "a.entity === b.entity && a.period?.start === b.period?.start",
        "a.entity === b.entity",
      ],
    },
    "denial-log": {
      "a shadow keeps no record": ['!isGranted || (enforcement === "shadow" && exceedsLimit)', "!isGranted"],
      "a record forgets what was held": ["held: node.held,", "held: 0,"],
    },
  },
};
