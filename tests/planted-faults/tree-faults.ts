// Faults of the governance tree: rows that are missing or too many, in the wrong order, summed wrongly.
import type { FaultTable } from "./faults.ts";

export const treeFaults: FaultTable = {
  core: {
    tree: {
      "the tree shows entities of every type": [
        "if (filter.types !== null && !filter.types.has(entities.type.get(entity))) return false;",
        "",
      ],
      "the tree is not searched": [
        "if (filter.search !== undefined && !this.#isSought",
        "if (filter.search === '' && !this.#isSought",
      ],
      "depth is counted from the root though a subtree is asked for": [
        "const depth = depthBelow(entities, entity, topFor(entities, filter, entity));",
        "const depth = depthBelow(entities, entity, filter.subtree) < 0 ? -1 : depthBelow(entities, entity, 0);",
      ],
      "budgets without a limit are utilized enough": [
        "utilizationOf(node) >= minUtilization",
        "!(utilizationOf(node) < minUtilization)",
      ],
      "a budget at the least utilization is left out": [
        "utilizationOf(node) >= minUtilization",
        "utilizationOf(node) > minUtilization",
      ],
      "entities without a budget show unasked": [
        "if (isFound || !this.#question.filter.withEntities) return;",
        "if (isFound) return;",
      ],
      "a row is lost between two pages": [
        "next: found.length > limit ? (shown.at(-1) ?? null)",
        "next: found.length > limit ? (found.at(-1) ?? null)",
      ],
      "an entity is counted once for every budget of it": [
        "if (!isFound) this.#totals.beginEntity(entity);",
        "this.#totals.beginEntity(entity);",
      ],
    },
    "tree-walk": {
      "archived entities show in the tree": ["if (this.#entities.isArchived(entity)) continue;", ""],
      "entities are met in the order of their making": [
        "return parent <= entity ? entity : this.#climb(entity, parent);",
        "return parent <= entity ? entity : entity;",
      ],
      "only the parent is met ahead of its turn": [
        "at > entity && at <= this.#last && !this.#ahead.has(at); at",
        "at > entity && at <= this.#last && first === entity; at",
      ],
    },
    "tree-budgets": {
      "the tree shows budgets of every capability": [
        "return this.#filter.capabilities === null || ",
        "return true || ",
      ],
      "scoped budgets show where only node-wide ones are asked for": [
        'if (this.#filter.scope !== "nodeWide" && entities',
        "if (entities",
      ],
      "node-wide budgets show where only scoped ones are asked for": [
        'if (this.#filter.scope !== "scoped") this',
        "this",
      ],
      "a default's scope is not looked at": [
        'return this.#filter.scope === "all" || ',
        'return this.#filter.scope !== "none" || ',
      ],
      "a default shows beside the own budget in its place": [
        "if (hasOwn(this.#snapshot, this.#customer, { entity, key: standing.key, scope: standing.scope })) continue;",
        "",
      ],
      "a default of the environment shows beside the customer's": ["if (standing.isReplaced || !", "if (!"],
      "a default has its own periods, not the customer's": [
        "this.#put(entity, standing.assignment, standing.calendar)",
        "this.#put(entity, standing.assignment, this.#snapshot.assignments.calendar.get(standing.assignment))",
      ],
      "budgets show though their scope sleeps": [
        "if (!this.#isWanted(assignments.capability.get(at)) || this.#sleeps(assignments.scope.get(at))) continue;",
        "if (!this.#isWanted(assignments.capability.get(at))) continue;",
      ],
      "the tree shows periods of the hour before": ["periodAt(this.#now)", "periodAt(this.#now - 3_600_000)"],
    },
    "tree-order": {
      "the least utilized come first": [
        'order === undefined ? sortBy === "utilization"',
        'order === undefined ? sortBy === "currentUsage"',
      ],
      "nulls come first": [
        "return Number.isNaN(b.value) ? this.#compareKeys(a, b) : 1;",
        "return Number.isNaN(b.value) ? this.#compareKeys(a, b) : -1;",
      ],
      "amounts are compared in units": [
        "toDecimal(units, capabilities[capability]?.scale ?? 0)",
        "toDecimal(units, 0 * (capabilities[capability]?.scale ?? 0))",
      ],
      "what was used makes more available": [
        "amountOf(snapshot, availableOf(node), capability)",
        "amountOf(snapshot, -availableOf(node), capability)",
      ],
      "ids of a tie are turned round with the figures": ['isTurned && sortBy === "id" ? -1', "isTurned ? -1"],
      "ties of one entity stand in any order": [
        "return (a.scope === b.scope ? 0 : this.#compareScopes(a.scope, b.scope)) || compareCadence(a.cadence, b.cadence);",
        "return compareCadence(a.cadence, b.cadence) || a.scope - b.scope;",
      ],
      "every entity was made at the beginning of time": [
        "entities.createdAt(entity),",
        "entities.createdAt(entity) * 0,",
      ],
    },
    "text-order": {
      "ids are ordered by code unit": ["return isSurrogate(left) ? 1 : -1;", "return left - right;"],
    },
    "tree-page": {
      "a page begins with the last row of the one before": ["this.#after) <= 0) return;", "this.#after) < 0) return;"],
    },
    "tree-row": {
      "the path leads from the entity to the root": ["path.unshift(", "path.push("],
      "depth is told from the root": [
        "depth: depthBelow(entities, row.entity, topFor(entities, reach, row.entity))",
        "depth: depthBelow(entities, row.entity, 0)",
      ],
    },
    "tree-totals": {
      "what is at its limit counts as over it": [
        "node.used + node.held > node.usageLimit",
        "node.used + node.held >= node.usageLimit",
      ],
      "scoped budgets are summed with the others": [
        "if (node.assignment === 0 || node.scope !== NODE_WIDE) return;",
        "if (node.assignment === 0) return;",
      ],
      "usage is summed over every level": ["if (!this.#cover.adds(key)) return;", "this.#cover.adds(key);"],
    },
    "tree-cover": {
      "any budget above covers those below": [
        "lately.isNew = this.#with(this.#above, key) !== this.#above;",
        "lately.isNew = this.#above === EMPTY;",
      ],
      "only the parent covers": ["at !== 0; at = this.#parent.get(at)) {", "at !== 0; at = 0) {"],
    },
  },
  service: {
    "query-tree": {
      "the first budget of a slice looks unused": [
        "counters.read(tree.gather(nowFor(engine, customer)));",
        "counters.read(tree.gather(nowFor(engine, customer)).slice(1));",
      ],
      "a query for an unknown type finds nothing": [
        "knownEntityType(engine, caller, id).number",
        "id === 'wizard' ? 0 : knownEntityType(engine, caller, id).number",
      ],
      "every page of a tree has the default length": [
        "limit: input.limit ?? PAGE_LIMIT_DEFAULT",
        "limit: PAGE_LIMIT_DEFAULT",
      ],
      "entities without a budget are left out though asked for": [
        'withEntities: input.include === "entities"',
        "withEntities: input.maxDepth === 0",
      ],
    },
  },
  contract: {
    "wire-text": {
      "an empty list finds nothing": ["items.length === 0 ? undefined : items", "items"],
      "a percentage is read as a share": ["PLAIN_DECIMAL.test(raw) ? Number(raw)", "true ? Number.parseFloat(raw)"],
    },
  },
};
