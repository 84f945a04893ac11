// Plan rules: what a plan may rest on, turned off from outside by what the engine is given (page 3).
import type { ChainNode } from "@purser/core";
import type { Counters, Engine } from "@purser/service";

/**
 * Live counters that know of carved budgets late: some plans find nothing of what weighs on them but their limits, and
 * only the ledger tells. `isLate` is asked for each request that appends entries.
 */
export class LateCarvedFigures {
  readonly counters: Counters;
  readonly #isLate: () => boolean;
  #isReadLate = false;

  constructor(live: Counters, isLate: () => boolean) {
    this.#isLate = isLate;
    this.counters = {
      read: (nodes) => this.#read(live, nodes),
      settle: (figures, now) => live.settle(figures, now),
      drop: (assignment, entity) => live.drop(assignment, entity),
      all: () => live.all(),
      get size() {
        return live.size;
      },
    };
  }

  watch(queue: Engine["queue"]): void {
    const submit = queue.submit.bind(queue);
    queue.submit = (job) => {
      const isLate = this.#isLate();
      const plan = job.plan.bind(job);
      job.plan = (batch) => {
        this.#isReadLate = isLate;
        try {
          plan(batch);
        } finally {
          this.#isReadLate = false;
        }
      };
      submit(job);
    };
  }

  #read(live: Counters, nodes: Iterable<ChainNode>): void | Promise<void> {
    if (!this.#isReadLate) return live.read(nodes);
    const all = [...nodes];
    const reading = live.read(all);
    for (const { carved } of all) if (carved !== null) Object.assign(carved, { uncarved: 0, excess: 0 });
    return reading;
  }
}

export interface LiveFiguresOnly {
  readonly counters: Counters;
  /** The plan is made: its nodes may show other figures again. */
  isOver(): void;
}

/** `planSeesBatch` off: until the plan is over, nodes keep the live figures whatever the batch has planned. */
export function liveFiguresOnly(live: Counters): LiveFiguresOnly {
  const fixed = new Set<ChainNode>();
  const read = (nodes: Iterable<ChainNode>): void | Promise<void> => {
    const all = [...nodes];
    for (const node of all) if (fixed.delete(node)) free(node);
    const reading = live.read(all);
    for (const node of all) {
      fix(node);
      fixed.add(node);
    }
    return reading;
  };
  return {
    counters: {
      read,
      settle: (figures, now) => live.settle(figures, now),
      drop: (assignment, entity) => live.drop(assignment, entity),
      all: () => live.all(),
      get size() {
        return live.size;
      },
    },
    isOver: () => {
      for (const node of fixed) free(node);
      fixed.clear();
    },
  };
}

function fix(node: ChainNode): void {
  for (const name of ["used", "held"] as const) {
    const value = node[name];
    Object.defineProperty(node, name, { configurable: true, enumerable: true, get: () => value, set: () => {} });
  }
}

function free(node: ChainNode): void {
  for (const name of ["used", "held"] as const) {
    const value = node[name];
    Object.defineProperty(node, name, { configurable: true, enumerable: true, writable: true, value });
  }
}

/** `reservationsInTurn` off: what a batch did to reservations is taken over at some later moment. */
export function takeOverLate(reservations: Engine["reservations"], pass: () => Promise<void>): void {
  const apply = reservations.apply.bind(reservations);
  reservations.apply = (changes) => {
    const kept = [...changes];
    void pass().then(() => apply(kept));
  };
}
