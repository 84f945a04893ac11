// A node of a chain: one entity × one matching budget, with the figures that decide whether it grants (R10, R17, R34).
import type { Enforcement } from "./assignment.ts";
import type { CarvedChildren } from "./carving.ts";
import { NODE_WIDE } from "./scope-table.ts";
import type { UsagePeriod } from "./usage-period.ts";

/** One entity × one matching budget in a usage period; `assignment` is 0 where nothing governs. */
export interface ChainNode {
  readonly entity: number;
  readonly assignment: number;
  readonly isInherited: boolean;
  /** The effective limit (R36); NaN = no limit. */
  readonly usageLimit: number;
  /** What the load may reach (R17); NaN = anything. */
  readonly ceiling: number;
  readonly enforcement: Enforcement;
  readonly calendar: number;
  readonly cadence: string | null;
  readonly scope: number;
  readonly period: UsagePeriod | null;
  /** Filled by the counters before the decision is made. */
  used: number;
  held: number;
  /** Of a budget that something is carved out of; null of any other, and in a usage period that has ended. */
  carved: CarvedNode | null;
  /** Filled on the way to a denial only, at the budgets that deny. */
  ahead: LookAhead | null;
}

/** A budget that something is carved out of (R34). */
export interface CarvedNode {
  readonly children: CarvedChildren;
  /** The request comes through one of the children: it is decided there. */
  readonly isExempt: boolean;
  /** Filled by the counters, like used and held. */
  uncarved: number;
  excess: number;
  /** Children that exceptions raise, or that stand above such; their nodes are filled by the counters too. */
  readonly raised: readonly RaisedChild[];
}

/** A budget that is carved out of another, where exceptions may make it need more than its figures say (R36). */
export interface RaisedChild {
  readonly node: ChainNode;
  /** Exceptions left aside. */
  readonly usageLimit: number;
  /** From now to the end of the running usage period. */
  readonly greatestLimit: number;
}

/** What would make a budget that denies grant. */
export interface LookAhead {
  /** Its load if no hold were open. */
  readonly unheld: number;
  /** Instants at which it may grant, ascending. */
  readonly instants: readonly InstantAhead[];
}

/** An instant from which a budget has this load and ceiling, if nothing more is used (R18). */
export interface InstantAhead {
  readonly at: number;
  readonly load: number;
  readonly ceiling: number;
}

/** What weighs on a budget: used and held, or uncarved + Σ need where something is carved out of it (R34). */
export const loadOfNode = ({ used, held, carved }: ChainNode): number =>
  carved === null ? used + held : carved.uncarved + allocatedOf(carved);

/** Σ need of the carved children. */
export function allocatedOf({ children, excess, raised }: CarvedNode): number {
  let allocated = children.limits + excess;
  for (const child of raised) allocated += raiseOf(child);
  return allocated;
}

/** What exceptions make the child need beyond its figures. */
function raiseOf({ node, usageLimit, greatestLimit }: RaisedChild): number {
  return Math.max(greatestLimit, loadOfNode(node)) - Math.max(usageLimit, plainLoadOf(node));
}

/** Its load, exceptions of what is carved out of it left aside: those come and go without an entry. */
export const plainLoadOf = ({ used, held, carved }: ChainNode): number =>
  carved === null ? used + held : carved.uncarved + carved.children.limits + carved.excess;

/** The request is decided at a budget that is carved out of this one (R34). */
export const isExempt = ({ carved }: ChainNode): boolean => carved?.isExempt === true;

/** Whether the budget's ceiling can't hold so much more. */
export const isDenying = (node: ChainNode, requested: number): boolean =>
  loadOfNode(node) + requested > node.ceiling && !isExempt(node);

/** Stands for an entity that no budget matches. */
export const ungovernedNode = (entity: number): ChainNode => ({
  entity,
  assignment: 0,
  isInherited: false,
  usageLimit: Number.NaN,
  ceiling: Number.NaN,
  enforcement: "hard",
  calendar: 0,
  cadence: null,
  scope: NODE_WIDE,
  period: null,
  used: 0,
  held: 0,
  carved: null,
  ahead: null,
});
