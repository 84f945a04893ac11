// Faults of carved budgets: what is set aside for whom, what weighs on whom, and which writes that refuses.
import type { FaultTable } from "./faults.ts";

export const carvingFaults: FaultTable = {
  core: {
    "chain-node": {
      "a budget is asked though another decides": [" && !isExempt(node)", ""],
      "what is set aside may be used by everybody": [
        "carved === null ? used + held : carved.uncarved + allocatedOf(carved)",
        "used + held",
      ],
      "what is allocated are the limits alone": [
        "let allocated = children.limits + excess;",
        "let allocated = children.limits;",
      ],
    },
    chain: {
      "an ended period still sets aside": [" || period.end <= today) return null;", ") return null;"],
    },
    node: {
      "what is set aside is told as used": [
        'if (node.carved !== null && node.used + node.held + requested <= ceiling) return "AllocationExceeded";',
        "",
      ],
      "what can still be carved shows below 0": [
        "Math.max(0, assignments.usageLimit.get(node.assignment) - loadOfNode(node))",
        "assignments.usageLimit.get(node.assignment) - loadOfNode(node)",
      ],
      "a soft budget shows what could be carved": [' && enforcement === "hard";', ";"],
    },
    binding: {
      "a budget that is not asked may bind": [
        "report.available === null || isExempt(node)",
        "report.available === null",
      ],
    },
    spending: {
      "a hold is offered no more than where it isn't asked": [
        "!Number.isNaN(node.ceiling) && !isExempt(node)",
        "!Number.isNaN(node.ceiling)",
      ],
    },
    need: {
      "uncarved counts what came through a child": [
        "children !== undefined && !isThrough(children, set)",
        "children !== undefined",
      ],
      "whoever stands below a carved budget passes it by": [
        "for (const entity of set) if (entities.has(entity)) return true;",
        "for (const entity of set.slice(0, 1)) if (entities.has(entity)) return true;",
      ],
      "what is used beyond a carved limit is nobody's": [
        "if (excess !== 0) stepOf(above).excess += excess;",
        "if (excess < 0) stepOf(above).excess += excess;",
      ],
      "the excess of nested children is forgotten": [
        "(step?.uncarved ?? 0) + (step?.excess ?? 0)",
        "(step?.uncarved ?? 0)",
      ],
      "need is the limit alone": [
        "amounts.uncarved + children.limits + amounts.excess",
        "amounts.uncarved + children.limits",
      ],
      "a carved budget needs no more than it has used": [
        "Math.max(0, load - figures.usageLimit(child))",
        "load - figures.usageLimit(child)",
      ],
    },
    carving: {
      "a soft budget can be carved": [' || above.enforcement !== "hard" ||', " ||"],
      "a budget without a limit can be carved": [" || above.usageLimit === null) continue;", ") continue;"],
      "a parent budget has any phase": ["&& isSamePhase(phaseOf(above), phaseOf(row))", ""],
      "only the next entity above can be the parent": ["at !== 0; at = view.parentOf(at)", "at !== 0; at = 0"],
      "a carved budget with a scope is carved out of one without": [
        "view.standing({ ...row, entity: at })",
        "view.standing({ ...row, scope: [], entity: at })",
      ],
      "an archive keeps the carve-out": ["if (!isActive(view, row)) continue;", ""],
      "what a scope names may sleep": ["&& scope.every((member) => !view.isArchived(member))", ""],
    },
    "carving-view": {
      "a batch is judged on what stood before it": [
        'if (change.kind === "assignment") this.#change(change.before, change.after);',
        "",
      ],
      "a move is judged where it came from": ["this.#entities.get(entity)?.parent ?? ", ""],
      "a deleted budget is carved still": ["return number === 0 || this.#rows.has(number) ?", "return number === 0 ?"],
    },
    phase: {
      "one phase has one anchor": [
        "  if (a.anchor === b.anchor) return true;\n",
        "  if (a.anchor === b.anchor || a.anchor !== null) return a.anchor === b.anchor;\n",
      ],
      "days begin at once in all zones": [" || a.timeZone !== b.timeZone) return false;", ") return false;"],
    },
    "look-ahead": {
      "an expiry takes nothing from what a carved budget needs": [
        "node.carved === null ? [] : carvedSteps(figures, moved, resolved)",
        "[] as ReturnType<typeof carvedSteps>",
      ],
    },
    "tree-budgets": {
      "the tree sets nothing aside": ["node.carved = carvedNode(request, assignment, period);", ""],
    },
    "assignment-enforcement": {
      "a soft limit is carved": ['if (row.enforcement !== "hard") return refuse(', "if (false) return refuse("],
    },
  },
  service: {
    "look-ahead": {
      "nothing is set aside in the period ahead": [
        "return nodeAgain({ snapshot, customer, capability, set: [], now: node.period.end }, node);",
        "return { ...nodeAgain({ snapshot, customer, capability, set: [], now: node.period.end }, node), carved: null };",
      ],
    },
    "split-reservation": {
      "a split takes nothing that isn't held": [
        "if (node.carved !== null && !isExempt(node)) yield",
        "if (false) yield",
      ],
      "a split makes no room where less is needed": [" + (move?.excess ?? 0)", ""],
    },
    "carving-plan": {
      "a carved budget needs no parent": ["if (orphan !== undefined) return", "if (false) return"],
      "what came through others isn't counted anew": [
        "if (children !== undefined && !isSame(children, childrenBefore)) yield",
        "if (false) yield",
      ],
      "a budget that slept stood in excess": [
        "isActive(new SnapshotView(snapshot, customer), row) ? row : null",
        "isActive(new SnapshotView(snapshot, customer), row) ? row : row",
      ],
      "moves change nothing that is carved": [
        "if (carving.parentOf.get(number) !== standing.parentOf.get(number)) numbers.add(number);",
        "",
      ],
    },
    "carving-review": {
      "a limit can't be carved whole": ["weigh(after) - limit > Math.max(", "weigh(after) - limit >= Math.max("],
      "what is used doesn't matter to what is carved": [
        "return isWorse((side) => weightOf(side, row.number, rest))",
        "return Number.isNaN(limit)",
      ],
      "an excess must be gone before anything changes": [
        "Math.max(0, Number.isFinite(limitBefore) ? weigh(standing) - limitBefore : 0)",
        "0",
      ],
      "a write forgets what is needed in excess": [
        "excess: excessOf(this.#afterAt(periodStart), children)",
        "excess: 0",
      ],
    },
    "catalog-turn": {
      "a dry run isn't judged": [
        "if (isFault(carved)) throw problemOf(asSeen(this.#caller, carved));",
        'if (isFault(carved) && write.preview !== undefined) return { kind: "done", answer: write.preview({ figures: counted, dropped: [] }) };\n    if (isFault(carved)) throw problemOf(asSeen(this.#caller, carved));',
      ],
      "what a write makes of needs shows after a restart": ["counters.settle(counted.carved, counted.now);", ""],
    },
    backfill: {
      "a recount counts what came through the child": [
        "children !== undefined && !isThrough(children, entry.resolved)",
        "children !== undefined",
      ],
      "a recount forgets what is held": ["(isUncarved ? use + hold : 0)", "(isUncarved ? use : 0)"],
    },
  },
  "store-memory": {
    "live-counters": {
      "what is carved is known of periods ahead only": ["this.#carved.put(slot, figure);", ""],
      "what is carved isn't known ahead": [
        ": this.#ahead.find({ assignment, entity, periodStart });\n    carved.",
        ": undefined;\n    carved.",
      ],
    },
  },
};
