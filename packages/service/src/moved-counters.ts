// Moved counters: the sum of what one transaction's entries do to each counter, with running figures for range, ceilings and answers.
import { AMOUNT_MAX, amountsOf, type ChainNode, type CounterAmounts } from "@purser/core";
import type { CounterFigure, CounterMove } from "./ports.ts";

type Amounts = { -readonly [Name in keyof CounterAmounts]: CounterAmounts[Name] };

/** One counter that a transaction moves. */
export interface MovedCounter {
  readonly index: number;
  readonly assignment: number;
  readonly entity: number;
  readonly periodStart: number;
  use: number;
  hold: number;
  uncarved: number;
  excess: number;
  /** The most that used and held may be together before the transaction for its grants to stand. */
  loadMost: number;
  /** The figures before the transaction that its plan rests on; null while it rests on none. */
  expected: CounterAmounts | null;
  /** The figures after the entries planned so far; after the commit, walked back entry by entry. */
  readonly after: Amounts;
}

/** A change of what is carved out of one budget (R34). */
export interface CarvedMove {
  readonly node: ChainNode;
  readonly uncarved: number;
  readonly excess: number;
}

export class MovedCounters {
  readonly #all: MovedCounter[] = [];
  readonly #byAssignment = new Map<number, MovedCounter[]>();
  readonly #known: ReadonlyMap<string, CounterAmounts>;

  /** `known`: figures that the ledger told when it refused an earlier plan, by counterText. */
  constructor(known: ReadonlyMap<string, CounterAmounts>) {
    this.#known = known;
  }

  /** The counter of a node; nodes come with the live figure of their period. */
  counter(node: ChainNode): MovedCounter {
    const known = this.#find(node);
    if (known !== undefined) return known;
    const counter: MovedCounter = {
      index: this.#all.length,
      assignment: node.assignment,
      entity: node.entity,
      periodStart: node.period?.start ?? 0,
      use: 0,
      hold: 0,
      uncarved: 0,
      excess: 0,
      loadMost: Number.POSITIVE_INFINITY,
      expected: null,
      after: { ...this.#before(node) },
    };
    this.#all.push(counter);
    const standing = this.#byAssignment.get(groupOf(node));
    if (standing === undefined) this.#byAssignment.set(groupOf(node), [counter]);
    else standing.push(counter);
    return counter;
  }

  /** Sets the node's figures, which are the live ones, to those after the entries planned so far. */
  plan(node: ChainNode): void {
    if (node.assignment === 0) return;
    setFigures(node, this.#find(node)?.after ?? this.#before(node));
    for (const child of node.carved?.raised ?? []) this.plan(child.node);
  }

  /** Whether the change would carry one of the counters beyond the range of amounts (R1). */
  leavesRange(nodes: readonly ChainNode[], { use, hold }: { readonly use: number; readonly hold: number }): boolean {
    return nodes.some((node) => {
      const { used, held } = this.#find(node)?.after ?? this.#before(node);
      return Math.abs(used + use) > AMOUNT_MAX || Math.abs(held + hold) > AMOUNT_MAX;
    });
  }

  #find(node: ChainNode): MovedCounter | undefined {
    const periodStart = node.period?.start ?? 0;
    const standing = this.#byAssignment.get(groupOf(node));
    return standing?.find((counter) => counter.periodStart === periodStart && counter.assignment === node.assignment);
  }

  #before(node: ChainNode): CounterAmounts {
    if (this.#known.size === 0) return amountsOf(node);
    return this.#known.get(counterText({ ...node, periodStart: node.period?.start ?? 0 })) ?? amountsOf(node);
  }

  move(node: ChainNode, { use, hold }: { readonly use: number; readonly hold: number }): void {
    const counter = this.counter(node);
    counter.use += use;
    counter.hold += hold;
    counter.after.used += use;
    counter.after.held += hold;
  }

  moveCarved({ node, uncarved, excess }: CarvedMove): void {
    const counter = this.counter(node);
    counter.uncarved += uncarved;
    counter.excess += excess;
    counter.after.uncarved += uncarved;
    counter.after.excess += excess;
  }

  /** The plan rests on the very figures of the node: the ledger refuses it where they are others. */
  expect(node: ChainNode): void {
    const counter = this.counter(node);
    const { use, hold, uncarved, excess, after } = counter;
    counter.expected ??= {
      used: after.used - use,
      held: after.held - hold,
      uncarved: after.uncarved - uncarved,
      excess: after.excess - excess,
    };
  }

  /** What the children need that exceptions raise decides as well. */
  #expectAll(node: ChainNode): void {
    this.expect(node);
    for (const child of node.carved?.raised ?? []) this.#expectAll(child.node);
  }

  /** R26: so much more was granted at the node, before it is moved; the ledger holds the grant to its ceiling. */
  guard(node: ChainNode, requested: number): void {
    if (Number.isNaN(node.ceiling)) return;
    if (node.carved !== null) {
      this.#expectAll(node);
      return;
    }
    const counter = this.counter(node);
    counter.loadMost = Math.min(counter.loadMost, node.ceiling - requested - counter.use - counter.hold);
  }

  at(index: number): MovedCounter | undefined {
    return this.#all[index];
  }

  moves(): CounterMove[] {
    return this.#all.map(({ assignment, entity, periodStart, use, hold, uncarved, excess, loadMost, expected }) => ({
      assignment,
      entity,
      periodStart,
      use,
      hold,
      uncarved,
      excess,
      loadMost: loadMost === Number.POSITIVE_INFINITY ? null : loadMost,
      expected,
    }));
  }

  /** Takes over the durable figures and returns them for the live counters. */
  settle(moved: readonly CounterAmounts[]): CounterFigure[] {
    for (const { index, after } of this.#all) Object.assign(after, moved[index]);
    return this.#all.map(({ assignment, entity, periodStart, after }) => ({
      assignment,
      entity,
      periodStart,
      ...after,
    }));
  }
}

export const counterText = (key: { assignment: number; entity: number; periodStart: number }): string =>
  `${key.assignment} ${key.entity} ${key.periodStart}`;

export function setFigures(node: ChainNode, { used, held, uncarved, excess }: CounterAmounts): void {
  node.used = used;
  node.held = held;
  if (node.carved === null) return;
  node.carved.uncarved = uncarved;
  node.carved.excess = excess;
}

/** Own assignments have one entity; a default's counters are told apart by theirs. */
const groupOf = (node: ChainNode): number => (node.isInherited ? -node.entity : node.assignment);
