// Tree budgets: what governs the entities of one slice of a walk, in nodes that are used again for the next (R38).
import { carvedNode, hasOwn, limitIn } from "./chain.ts";
import { type ChainNode, ungovernedNode } from "./chain-node.ts";
import type { CustomerState, GoverningDefault } from "./customer-state.ts";
import { governingDefaults } from "./governing-index.ts";
import { NODE_WIDE } from "./scope-table.ts";
import type { Snapshot } from "./snapshot.ts";
import type { UsagePeriod } from "./usage-period.ts";

export interface BudgetFilter {
  /** null = all. */
  readonly capabilities: ReadonlySet<number> | null;
  readonly scope: "all" | "nodeWide" | "scoped";
}

type NodeDraft = { -readonly [Key in keyof ChainNode]: ChainNode[Key] };

export class TreeBudgets {
  readonly #snapshot: Snapshot;
  readonly #customer: CustomerState;
  readonly #filter: BudgetFilter;
  readonly #pool: NodeDraft[] = [];
  #now = 0;
  #calendar = -1;
  #period: UsagePeriod | null = null;
  #cadence: string | null = null;
  #nodeCount = 0;
  #type = 0;
  #defaults: readonly GoverningDefault[] = [];
  #isPlain = true;

  /** The budgets of all entities, those of one together; whole when the slice is closed. */
  readonly nodes: NodeDraft[] = [];
  /** The capability of each; an assignment that is deleted meanwhile has none any more. */
  readonly capabilities: number[] = [];
  /** The first `entityCount` are of this slice, the others of one before it: lists that shrink and grow cost a tenth. */
  readonly entities: number[] = [];
  entityCount = 0;
  /** Of each entity, where its nodes end. */
  readonly ends: number[] = [];

  constructor(snapshot: Snapshot, customer: CustomerState, filter: BudgetFilter) {
    this.#snapshot = snapshot;
    this.#customer = customer;
    this.#filter = filter;
  }

  /** Begins a slice; what it keeps of the catalog holds for this slice only. */
  begin(now: number): void {
    this.#now = now;
    this.#calendar = -1;
    this.#type = 0;
    this.#isPlain = this.#customer.carved.size === 0 && this.#customer.exceptions.isEmpty;
    this.#nodeCount = 0;
    this.entityCount = 0;
  }

  /** How many budgets the slice has so far. */
  get size(): number {
    return this.#nodeCount;
  }

  /** Ends a slice. */
  close(): readonly NodeDraft[] {
    this.nodes.length = this.#nodeCount;
    return this.nodes;
  }

  add(entity: number): void {
    const { entities } = this.#snapshot;
    if (this.#filter.scope !== "scoped") this.#addOwn(entity);
    if (this.#filter.scope !== "nodeWide" && entities.hasScoped(entity)) this.#addScoped(entity);
    this.#addInherited(entity);
    this.entities[this.entityCount] = entity;
    this.ends[this.entityCount] = this.#nodeCount;
    this.entityCount += 1;
  }

  #addOwn(entity: number): void {
    const { entities, assignments } = this.#snapshot;
    for (let at = entities.firstAssignment.get(entity); at !== 0; at = assignments.next.get(at)) {
      if (this.#isWanted(assignments.capability.get(at))) this.#put(entity, at, assignments.calendar.get(at));
    }
  }

  #addScoped(entity: number): void {
    const { assignments } = this.#snapshot;
    for (const standing of this.#customer.scoped.get(entity)?.values() ?? []) {
      for (const at of standing) {
        if (!this.#isWanted(assignments.capability.get(at)) || this.#sleeps(assignments.scope.get(at))) continue;
        this.#put(entity, at, assignments.calendar.get(at));
      }
    }
  }

  #addInherited(entity: number): void {
    const defaults = this.#defaultsOf(entity);
    // Most entities have none, and an iterator over nothing is garbage too: 100 bytes of it to an entity.
    if (defaults.length === 0) return;
    for (const standing of defaults) {
      if (standing.isReplaced || !this.#isWanted(standing.capability) || !this.#isScopeWanted(standing.scope)) continue;
      if (hasOwn(this.#snapshot, this.#customer, { entity, key: standing.key, scope: standing.scope })) continue;
      if (standing.scope !== NODE_WIDE && this.#sleeps(standing.scope)) continue;
      const node = this.#put(entity, standing.assignment, standing.calendar);
      node.isInherited = true;
    }
  }

  #defaultsOf(entity: number): readonly GoverningDefault[] {
    const type = this.#snapshot.entities.type.get(entity);
    if (type !== this.#type) {
      this.#type = type;
      this.#defaults = governingDefaults(this.#snapshot, this.#customer, type);
    }
    return this.#defaults;
  }

  #isWanted(capability: number): boolean {
    return this.#filter.capabilities === null || this.#filter.capabilities.has(capability);
  }

  #isScopeWanted(scope: number): boolean {
    return this.#filter.scope === "all" || (this.#filter.scope === "nodeWide") === (scope === NODE_WIDE);
  }

  /** R5: an assignment sleeps while an entity of its scope is archived. */
  #sleeps(scope: number): boolean {
    const { entities, assignments } = this.#snapshot;
    return assignments.scopes.members(scope).some((member) => entities.isArchived(member));
  }

  #put(entity: number, assignment: number, calendar: number): NodeDraft {
    const { assignments } = this.#snapshot;
    if (calendar !== this.#calendar) {
      this.#calendar = calendar;
      this.#cadence = assignments.cadenceAt(calendar);
      this.#period = assignments.calendarAt(calendar).periodAt(this.#now);
    }
    const node = this.#take();
    node.entity = entity;
    node.assignment = assignment;
    node.isInherited = false;
    const usageLimit = assignments.usageLimit.get(assignment);
    node.usageLimit = usageLimit;
    node.ceiling = assignments.ceiling(assignment, usageLimit);
    node.enforcement = assignments.enforcement(assignment);
    node.calendar = calendar;
    node.cadence = this.#cadence;
    node.scope = assignments.scope.get(assignment);
    node.period = this.#period;
    this.#raise(node);
    this.capabilities[this.#nodeCount] = assignments.capability.get(assignment);
    this.nodes[this.#nodeCount] = node;
    this.#nodeCount += 1;
    return node;
  }

  /** What exceptions and carving make of the node; most customers have neither. */
  #raise(node: NodeDraft): void {
    const { entity, assignment, period } = node;
    node.carved = null;
    if (period === null || this.#isPlain) return;
    const { assignments } = this.#snapshot;
    const capability = assignments.capability.get(assignment);
    const request = { snapshot: this.#snapshot, customer: this.#customer, capability, set: [], now: this.#now };
    node.usageLimit = limitIn(request, entity, { assignment, period });
    node.ceiling = assignments.ceiling(assignment, node.usageLimit);
    node.carved = carvedNode(request, assignment, period);
  }

  #take(): NodeDraft {
    const known = this.#pool[this.#nodeCount];
    if (known !== undefined) return known;
    // Made as chains make theirs, so that readers of counters meet one kind of object.
    const node: NodeDraft = ungovernedNode(0);
    this.#pool.push(node);
    return node;
  }
}
