// Chance that is the same on every start, so that the demo tells the same story to everybody.

export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** Around 1, now and then several times as much: usage per head is spread so. */
  spread(): number;
}

/** A linear congruential generator (constants of Numerical Recipes): enough for a story, no good for anything else. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    next,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    spread: () => Math.exp((next() + next() + next() - 1.5) * 1.6),
  };
}
