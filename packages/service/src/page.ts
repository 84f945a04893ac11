// A page of a list: rows by their number, which is the order of creation; it never changes, so no row shows twice.
import { PAGE_LIMIT_DEFAULT } from "@purser/contract";
import type { Caller } from "./caller.ts";
import { Cursors, type ListInput } from "./cursor.ts";
import type { Signer } from "./signer.ts";

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly pagination: { readonly next: string | null };
}

/** How one list is read. */
export interface ListReading<Found, Row> {
  /** Its name, so that no other list takes its cursors. */
  readonly name: string;
  /** The rows whose number is greater, ascending, at most `limit`. */
  find(after: number, limit: number): readonly Found[] | Promise<readonly Found[]>;
  numberOf(found: Found): number;
  answer(found: Found): Row;
}

/** Answers pages of lists with cursors that nobody can make up. */
export class Lists {
  readonly #signer: Signer;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  async page<Found, Row>(caller: Caller, input: ListInput, list: ListReading<Found, Row>): Promise<Page<Row>> {
    const cursors = new Cursors<number>(this.#signer, caller, { name: list.name, input });
    const limit = input.limit ?? PAGE_LIMIT_DEFAULT;
    // One more than asked for tells whether there is a next page.
    const found = await list.find(cursors.read(input.after) ?? 0, limit + 1);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const next = last !== undefined && found.length > limit ? cursors.write(list.numberOf(last)) : null;
    return { data: shown.map((one) => list.answer(one)), pagination: { next } };
  }
}

/** The numbers in ]after, last] that fit, at most `limit`; looks at columns, builds nothing for the others. */
export function numbersWhere(
  range: { readonly after: number; readonly last: number; readonly limit: number },
  fits: (number: number) => boolean,
): number[] {
  const found: number[] = [];
  for (let number = range.after + 1; number <= range.last && found.length < range.limit; number += 1) {
    if (fits(number)) found.push(number);
  }
  return found;
}

/** The rows below `before` (0: from the newest on) that fit, newest first, at most `limit`; rows stand at their number. */
export function newestWhere<Row>(
  rows: readonly (Row | undefined)[],
  range: { readonly before: number; readonly limit: number },
  fits: (row: Row) => boolean,
): Row[] {
  const found: Row[] = [];
  for (let number = (range.before || rows.length) - 1; number > 0 && found.length < range.limit; number -= 1) {
    const row = rows[number];
    if (row !== undefined && fits(row)) found.push(row);
  }
  return found;
}
