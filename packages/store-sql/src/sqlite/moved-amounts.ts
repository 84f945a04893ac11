// Moved amounts: what a packed move makes of a counter, and whether it may, judged by the counter as it was before.
import { AMOUNT_MAX, NO_AMOUNTS } from "@purser/core";
import { EXPECTED_NUMBERS, KEY_NUMBERS, type Numbers } from "../packed-transaction.ts";
import { type CachedCounter, type CarvedAmounts, type CounterRow, carvedAmounts } from "./counter-cache.ts";

export type Amounts = Pick<CounterRow, "used" | "held" | "carved">;

/** Where each number of a move stands behind its beginning. */
const USE = KEY_NUMBERS;
const HOLD = KEY_NUMBERS + 1;
const UNCARVED = KEY_NUMBERS + 2;
const EXCESS = KEY_NUMBERS + 3;
const LOAD_MOST = KEY_NUMBERS + 4;
const NO_MOVE = -1;

export function amountsAfter(counter: CachedCounter, moves: Numbers, offset: number): Amounts {
  return {
    used: counter.nextUsed + at0(moves, offset + USE),
    held: counter.nextHeld + at0(moves, offset + HOLD),
    carved: carvedAfter(counter.nextCarved, at0(moves, offset + UNCARVED), at0(moves, offset + EXCESS)),
  };
}

function carvedAfter(carved: CarvedAmounts | null, uncarved: number, excess: number): CarvedAmounts | null {
  if (uncarved === 0 && excess === 0) return carved;
  return carvedAmounts((carved?.uncarved ?? 0) + uncarved, (carved?.excess ?? 0) + excess);
}

export const isOverloaded = ({ used, held }: CachedCounter, moves: Numbers, offset: number): boolean =>
  used + held > at0(moves, offset + LOAD_MOST);

/** Judged by used and held alone, as whoever plans the move foresees it. */
export const isOutOfRange = ({ used, held }: Amounts): boolean =>
  Math.abs(used) > AMOUNT_MAX || Math.abs(held) > AMOUNT_MAX;

/** By AMOUNT_NUMBERS, over zeros. */
export function putAmounts(numbers: Numbers, at: number, { used, held, carved }: Amounts): void {
  numbers[at] = used;
  numbers[at + 1] = held;
  if (carved === null) return;
  numbers[at + 2] = carved.uncarved;
  numbers[at + 3] = carved.excess;
}

/** What some moves of a transaction expect of their counters; asked of every move, in their order. */
export class Expectation {
  readonly #numbers: Numbers;
  #at = 0;
  /** Index of the move that expects something next. */
  #move: number;

  constructor(numbers: Numbers) {
    this.#numbers = numbers;
    this.#move = numbers[0] ?? NO_MOVE;
  }

  isMet(move: number, counter: Amounts): boolean {
    if (move !== this.#move) return true;
    const at = this.#at;
    this.#at += EXPECTED_NUMBERS;
    this.#move = this.#numbers[this.#at] ?? NO_MOVE;
    const { uncarved, excess } = counter.carved ?? NO_AMOUNTS;
    const amounts = [counter.used, counter.held, uncarved, excess];
    return amounts.every((amount, index) => amount === this.#numbers[at + 1 + index]);
  }
}

const at0 = (numbers: Numbers, index: number): number => numbers[index] ?? 0;
