// Faults of what a request meets: amounts, usage periods, who is named, which budgets govern, and the decision.
import type { FaultTable } from "./faults.ts";

export const decisionFaults: FaultTable = {
  core: {
    amount: {
      "amounts are parsed one decimal short": ["const kept = point + scale;", "const kept = point + scale - 1;"],
      "half a unit is rounded down": [">= FIVE;", "> FIVE;"],
      "less than one unit is rounded to nothing": ["return Math.max(1, roundsUp ?", "return Math.max(0, roundsUp ?"],
      "more decimals than the scale are cut off": ['if (rounding === "exact") return "TooManyDecimals";', ""],
      "decimal text may have an exponent": [
        "DECIMAL_TEXT = /^(-?)(\\d+)(?:\\.(\\d+))?$/;",
        "DECIMAL_TEXT = /^(-?)(\\d+)(?:\\.(\\d+))?(?:e(\\d+))?$/;",
      ],
      "amounts of sixteen digits are taken": ["999_999_999_999_999;", "9_999_999_999_999_990;"],
      "the utilization of a limit of 0 is 0": ["return limit === 0 ? 1 :", "return limit === 0 ? 0 :"],
      "a negative limit is taken": ['if (decimal.isNegative && decimal.digits !== "" &&', "if (false &&"],
      "an exact number is taken whatever its sign": [
        "if (units < 0 && !(rule.allowNegative ?? false)) return null;",
        "",
      ],
    },
    capability: {
      "a currency's amounts are never rounded": ['=== "currency" ? "round"', '=== "money" ? "round"'],
      "a currency has two decimals": ['(kind === "currency" ? 6 : 0)', '(kind === "currency" ? 2 : 0)'],
    },
    cadence: {
      "a cadence may start with a zero": ["P(?:([1-9]\\d{0,3})", "P(?:(\\d{1,4})"],
      "a cadence may count to 9,999": ["CADENCE_COUNT_MAX = 1000", "CADENCE_COUNT_MAX = 9999"],
      "a year is a month": ['Y: "year"', 'Y: "month"'],
      "every text is a time zone": ["if (!TIME_ZONE_TEXT.test(text)) return false;", "return true;"],
    },
    "usage-period": {
      "a period's first instant belongs to the one before": ["instant < period.start)", "instant <= period.start)"],
      "weeks begin on Sunday": ["? 5 : 1);", "? 4 : 1);"],
      "days are counted in UTC": ["local.toZonedDateTime(this.#rule.timeZone,", 'local.toZonedDateTime("UTC",'],
      "of a local time that exists twice the later is taken": [
        'disambiguation: "compatible"',
        'disambiguation: "later"',
      ],
      "a local time in a gap moves back": ['disambiguation: "compatible"', 'disambiguation: "earlier"'],
      "an anchor on the 31st is lost in short months": [
        "const local = this.#anchor.add(",
        "const local = this.#anchor.with({ day: 1 }).add(",
      ],
      "the anchor is ignored": ["if (anchor === null) return new", "if (anchor !== undefined) return new"],
      "hours are as long as minutes": ["hour: 60 * MINUTE_MS,", "hour: MINUTE_MS,"],
      "a lifetime has a first instant": ["makePeriod(Number.NEGATIVE_INFINITY, Number", "makePeriod(0, Number"],
    },
    attribution: {
      "a value names an entity of any type": [
        "place.snapshot.entities.type.get(entity) !== named.type.number",
        "place.snapshot.entities.type.get(entity) === 0",
      ],
      "a label is listed as unresolved": [
        "if (type === undefined || isLabel(type, key, dimensions)) continue;",
        'if (type === undefined) resolution.unresolved.push({ key, value: dimensions[key] ?? "", reason: "UnknownEntity" });\n      if (type === undefined || isLabel(type, key, dimensions)) continue;',
      ],
      "of two keys of one type both name": [
        "if (type === undefined || isLabel(type, key, dimensions)) continue;",
        "if (type === undefined) continue;",
      ],
      "an unknown id passes in silence": [
        'if (entity === undefined) resolution.unresolved.push({ key: null, value: id, reason: "UnknownEntity" });',
        "if (entity === undefined) return;",
      ],
      "an unknown value passes in silence": [
        "resolution.unresolved.push({ key: named.key, value, reason: made.reason });",
        "",
      ],
      "an archived entity is used as if it were active": [
        "if (!entities.isArchived(named.entity)) {",
        "if (named.entity) {",
      ],
      "an archived entity stops its chain": ["if (active !== 0) addLeaf(place, active, resolution);", ""],
      "an entity that is named twice has two chains": ["if (resolution.leaves.includes(leaf)) return;", ""],
      "the shared ancestor is counted twice": ["if (resolution.set.includes(at)) return;", ""],
    },
    hierarchy: {
      "the way up stops at an archived parent": [
        "at = entities.parent.get(at);\n  return at;",
        "return 0;\n  return at;",
      ],
      "hierarchies may be 17 levels deep": ["HIERARCHY_DEPTH_MAX = 16", "HIERARCHY_DEPTH_MAX = 17"],
    },
    provision: {
      "a type makes newcomers unasked": ["type.autoProvision === null ||", ""],
      "a newcomer may have any text as its id": ["|| !isEntityId(value)", ""],
      "the provision limit is one too many": ["customer.provisioned >=", "customer.provisioned >"],
      "a newcomer is always a root": ["        parent,\n", "        parent: 0,\n"],
      "a newcomer's parent is not made": ["if (known === undefined) {", "if (known === undefined) return 0;\n    {"],
      "a newcomer is put below an archived team": ["? nearestActive(entities, known) : 0;", "? known : 0;"],
      "the parent's key counts only where it names": [
        "const value = key === null ? undefined : this.#dimensions[key];",
        "const value = key === null || Object.keys(this.#dimensions).length > 2 ? undefined : this.#dimensions[key];",
      ],
    },
    "chain-node": {
      "exactly to the limit is refused": [
        "loadOfNode(node) + requested > node.ceiling",
        "loadOfNode(node) + requested >= node.ceiling",
      ],
      "what is used does not matter": ["loadOfNode(node) + requested > node.ceiling", "requested > node.ceiling"],
      "what is asked for matters only where it alone is too much": [
        "loadOfNode(node) + requested > node.ceiling",
        "Math.max(loadOfNode(node), requested) > node.ceiling",
      ],
    },
    chain: {
      "a limit holds for every capability": ["if (assignments.capability.get(at) === request.capability) into", "into"],
      "a scope needs only one of its entities": [
        "if (!set.includes(member)) return false;\n  return true;",
        "if (set.includes(member)) return true;\n  return members.length === 0;",
      ],
      "scoped limits never apply": ["  pushScoped(request, entity, into);\n  return true;", "  return true;"],
      "an own assignment leaves the default standing": [
        "if (hasOwn(snapshot, customer, { entity, key: standing.key, scope: standing.scope })) continue;",
        "",
      ],
      "the customer's default stands beside the environment's": [
        "if (standing.isReplaced || standing.capability",
        "if (standing.capability",
      ],
      "a node's figures are those of the current month only": ["periodAt(request.now)", "periodAt(request.now - 1)"],
    },
    "node-order": {
      "scoped limits come before node-wide ones": ["left.length - right.length ||", "right.length - left.length ||"],
    },
    "governing-index": {
      "lifetime comes last": [
        "if (a === null) return -1;\n  if (b === null) return 1;",
        "if (a === null) return 1;\n  if (b === null) return -1;",
      ],
      "a default never follows its customer's zone": [
        "const follows = assignments.follows(number);",
        "const follows = { anchor: false, zone: false };",
      ],
      "the customer's default does not replace the environment's": [
        "const isReplaced = keys.has(snapshot.assignments.key.get(number));",
        "const isReplaced = false;",
      ],
      "a deleted default governs on": [
        "(defaults.get(row.type) ?? []).filter((number) => number !== row.number),",
        "defaults.get(row.type) ?? [],",
      ],
    },
    budget: {
      "what an archived entity counts on is shown": ["if (entities.isArchived(node.entity)) return false;", ""],
      "countFrom now is ignored": [
        "return nodes.filter((node) => assignments.countAfter(node.assignment) < recordedAt);",
        "return nodes;",
      ],
      "no budget's figures are there before it was made": [
        "Math.max(start, TIME_MIN) >=",
        "Math.max(start, TIME_MIN) !==",
      ],
    },
    decision: {
      "only the first chain denies": [
        "reports.push(nodes);",
        "reports.push(nodes);\n    if (binding.denying === null) break;",
      ],
    },
    node: {
      "what is available shows below 0": [
        "Math.max(0, node.ceiling - loadOfNode(node))",
        "node.ceiling - loadOfNode(node)",
      ],
      "more than the limit is only refused for now": [
        'return "RequestedUsageExceedsLimit";',
        'return "BudgetExceeded";',
      ],
      "an inherited limit looks like an own one": ["inherited: node.isInherited", "inherited: false"],
    },
    binding: {
      "the roomiest budget tells what is available": ["available < standing ||", "available > standing ||"],
      "the budget that frees first binds": ["return retry > this.retry;", "return retry < this.retry;"],
      "the budget with most left binds": [
        "at.available < this.#denyingAvailable",
        "at.available > this.#denyingAvailable",
      ],
      "the budget nearest to the root binds": [
        "at.distance < this.#denyingDistance",
        "at.distance > this.#denyingDistance",
      ],
      "retryAt ignores what is booked ahead": ["load + requested <= ceiling", "requested <= ceiling"],
      "retryAt is told for what never fits": ["load + requested <= ceiling", "at > 0"],
    },
  },
};
