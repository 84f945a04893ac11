// Moved counters: the sum of what one transaction's entries do to each counter, with running figures for range and answers.
import { AMOUNT_MAX, type ChainNode } from "@purser/core";
import type { CounterFigure, CounterMove } from "./ports.ts";

/** One counter that a transaction moves. */
export interface MovedCounter {
  readonly index: number;
  readonly assignment: number;
  readonly entity: number;
  readonly periodStart: number;
  use: number;
  /** The figure after the entries planned so far; after the commit, walked back entry by entry. */
  used: number;
  held: number;
}

export class MovedCounters {
  readonly #all: MovedCounter[] = [];
  readonly #byAssignment = new Map<number, MovedCounter[]>();
  readonly #known: ReadonlyMap<string, number>;

  /** `known`: figures that the ledger told when it refused an earlier plan, by counterText. */
  constructor(known: ReadonlyMap<string, number>) {
    this.#known = known;
  }

  /** The counter of a node; nodes come with the live figure of their period. */
  counter(node: ChainNode): MovedCounter {
    const known = this.#find(node);
    if (known !== undefined) return known;
    const counter = {
      index: this.#all.length,
      assignment: node.assignment,
      entity: node.entity,
      periodStart: node.period?.start ?? 0,
      use: 0,
      used: this.#figureBefore(node),
      held: node.held,
    };
    this.#all.push(counter);
    const standing = this.#byAssignment.get(groupOf(node));
    if (standing === undefined) this.#byAssignment.set(groupOf(node), [counter]);
    else standing.push(counter);
    return counter;
  }

  /** Whether the use would carry one of the counters beyond the range of amounts (R1). */
  leavesRange(nodes: readonly ChainNode[], amount: number): boolean {
    return nodes.some((node) => Math.abs((this.#find(node)?.used ?? this.#figureBefore(node)) + amount) > AMOUNT_MAX);
  }

  #find(node: ChainNode): MovedCounter | undefined {
    const periodStart = node.period?.start ?? 0;
    const standing = this.#byAssignment.get(groupOf(node));
    return standing?.find((counter) => counter.periodStart === periodStart && counter.assignment === node.assignment);
  }

  #figureBefore(node: ChainNode): number {
    if (this.#known.size === 0) return node.used;
    return this.#known.get(counterText({ ...node, periodStart: node.period?.start ?? 0 })) ?? node.used;
  }

  move(node: ChainNode, amount: number): void {
    const counter = this.counter(node);
    counter.use += amount;
    counter.used += amount;
  }

  at(index: number): MovedCounter | undefined {
    return this.#all[index];
  }

  moves(): CounterMove[] {
    return this.#all.map((counter) => ({
      assignment: counter.assignment,
      entity: counter.entity,
      periodStart: counter.periodStart,
      use: counter.use,
      hold: 0,
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
