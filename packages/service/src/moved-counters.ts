// Moved counters: the sum of what one transaction's entries do to each counter, with running figures for range, ceilings and answers.
import { AMOUNT_MAX, type ChainNode } from "@purser/core";
import type { CounterFigure, CounterMove } from "./ports.ts";

/** Used and held of a counter, in units. */
export interface Figures {
  readonly used: number;
  readonly held: number;
}

/** One counter that a transaction moves. */
export interface MovedCounter {
  readonly index: number;
  readonly assignment: number;
  readonly entity: number;
  readonly periodStart: number;
  use: number;
  hold: number;
  /** The most that used and held may be together before the transaction for its grants to stand. */
  loadMost: number;
  /** The figure after the entries planned so far; after the commit, walked back entry by entry. */
  used: number;
  held: number;
}

export class MovedCounters {
  readonly #all: MovedCounter[] = [];
  readonly #byAssignment = new Map<number, MovedCounter[]>();
  readonly #known: ReadonlyMap<string, Figures>;

  /** `known`: figures that the ledger told when it refused an earlier plan, by counterText. */
  constructor(known: ReadonlyMap<string, Figures>) {
    this.#known = known;
  }

  /** The counter of a node; nodes come with the live figure of their period. */
  counter(node: ChainNode): MovedCounter {
    const known = this.#find(node);
    if (known !== undefined) return known;
    const { used, held } = this.#before(node);
    const counter: MovedCounter = {
      index: this.#all.length,
      assignment: node.assignment,
      entity: node.entity,
      periodStart: node.period?.start ?? 0,
      use: 0,
      hold: 0,
      loadMost: Number.POSITIVE_INFINITY,
      used,
      held,
    };
    this.#all.push(counter);
    const standing = this.#byAssignment.get(groupOf(node));
    if (standing === undefined) this.#byAssignment.set(groupOf(node), [counter]);
    else standing.push(counter);
    return counter;
  }

  /** Sets the node's figures, which are the live ones, to those after the entries planned so far. */
  plan(node: ChainNode): void {
    const { used, held } = this.#find(node) ?? this.#before(node);
    node.used = used;
    node.held = held;
  }

  /** Whether the change would carry one of the counters beyond the range of amounts (R1). */
  leavesRange(nodes: readonly ChainNode[], { use, hold }: { readonly use: number; readonly hold: number }): boolean {
    return nodes.some((node) => {
      const { used, held } = this.#find(node) ?? this.#before(node);
      return Math.abs(used + use) > AMOUNT_MAX || Math.abs(held + hold) > AMOUNT_MAX;
    });
  }

  #find(node: ChainNode): MovedCounter | undefined {
    const periodStart = node.period?.start ?? 0;
    const standing = this.#byAssignment.get(groupOf(node));
    return standing?.find((counter) => counter.periodStart === periodStart && counter.assignment === node.assignment);
  }

  #before(node: ChainNode): Figures {
    if (this.#known.size === 0) return node;
    return this.#known.get(counterText({ ...node, periodStart: node.period?.start ?? 0 })) ?? node;
  }

  move(node: ChainNode, { use, hold }: { readonly use: number; readonly hold: number }): void {
    const counter = this.counter(node);
    counter.use += use;
    counter.hold += hold;
    counter.used += use;
    counter.held += hold;
  }

  /** R26: so much more was granted at the node, before it is moved; the ledger holds the grant to its ceiling. */
  guard(node: ChainNode, requested: number): void {
    if (Number.isNaN(node.ceiling)) return;
    const counter = this.counter(node);
    counter.loadMost = Math.min(counter.loadMost, node.ceiling - requested - counter.use - counter.hold);
  }

  at(index: number): MovedCounter | undefined {
    return this.#all[index];
  }

  moves(): CounterMove[] {
    return this.#all.map(({ assignment, entity, periodStart, use, hold, loadMost }) => ({
      assignment,
      entity,
      periodStart,
      use,
      hold,
      loadMost: loadMost === Number.POSITIVE_INFINITY ? null : loadMost,
    }));
  }

  /** Takes over the durable figures and returns them for the live counters. */
  settle(moved: readonly { used: number; held: number }[]): CounterFigure[] {
    for (const counter of this.#all) {
      const figure = moved[counter.index];
      counter.used = figure?.used ?? counter.used;
      counter.held = figure?.held ?? counter.held;
    }
    return this.#all.map(({ assignment, entity, periodStart, used, held }) => ({
      assignment,
      entity,
      periodStart,
      used,
      held,
    }));
  }
}

export const counterText = (key: { assignment: number; entity: number; periodStart: number }): string =>
  `${key.assignment} ${key.entity} ${key.periodStart}`;

/** Own assignments have one entity; a default's counters are told apart by theirs. */
const groupOf = (node: ChainNode): number => (node.isInherited ? -node.entity : node.assignment);
