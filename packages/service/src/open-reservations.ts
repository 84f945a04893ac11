// Open reservations: every hold that is not ended, in memory, by customer and by when it expires (R26).
import { type Erasure, erasedNames, erasedTexts, type Reservation } from "@purser/core";
import type { ReservationChange } from "./ports.ts";

const SECOND_MS = 1_000;
const NONE: ReadonlyMap<number, Reservation> = new Map();

export class OpenReservations {
  /** The highest number ever given. */
  last = 0;
  /** How many have expired since the start. */
  expiredCount = 0;
  readonly #byNumber = new Map<number, Reservation>();
  readonly #byCustomer = new Map<number, Map<number, Reservation>>();
  /** Entity → open holds in whose kept set it is. */
  readonly #atEntity = new Map<number, number>();
  /** Numbers by the second in which they expire: a hold that ends early leaves nothing behind, as in a heap it would. */
  readonly #bySecond = new Map<number, Set<number>>();

  get(number: number): Reservation | undefined {
    return this.#byNumber.get(number);
  }

  get size(): number {
    return this.#byNumber.size;
  }

  of(customer: number): ReadonlyMap<number, Reservation> {
    return this.#byCustomer.get(customer) ?? NONE;
  }

  countAt(entity: number): number {
    return this.#atEntity.get(entity) ?? 0;
  }

  /** Takes over changes that are durable. */
  apply(changes: Iterable<Pick<ReservationChange, "after">>): void {
    for (const { after } of changes) {
      const known = this.#byNumber.get(after.number);
      if (known !== undefined) this.#remove(known);
      if (after.state === "open") this.#put(after);
      if (after.state === "expired" && known !== undefined) this.expiredCount += 1;
      this.last = Math.max(this.last, after.number);
    }
  }

  /** R42: texts that spelled the erased id, as they stand in the store now. */
  erase(erasure: Erasure): void {
    const rewritten = [...this.of(erasure.customer).values()].map((reservation) => {
      const { dimensions, named, metadata } = reservation;
      return {
        ...reservation,
        dimensions: erasedTexts(dimensions, erasure) ?? dimensions,
        named: erasedNames(named, erasure) ?? named,
        metadata: erasedTexts(metadata, erasure) ?? metadata,
      };
    });
    this.apply(rewritten.map((after) => ({ after })));
  }

  /** Those whose time is over, at most `most`, the first to expire first to the second. */
  expired(now: number, most: number): Reservation[] {
    const seconds = [...this.#bySecond.keys()].filter((second) => second * SECOND_MS <= now).sort((a, b) => a - b);
    const found: Reservation[] = [];
    for (const second of seconds) {
      const inOrder = [...(this.#bySecond.get(second) ?? [])].sort(
        (a, b) => (this.#byNumber.get(a)?.expiresAt ?? 0) - (this.#byNumber.get(b)?.expiresAt ?? 0) || a - b,
      );
      for (const number of inOrder) {
        const reservation = this.#byNumber.get(number);
        if (reservation === undefined || reservation.expiresAt > now) continue;
        found.push(reservation);
        if (found.length === most) return found;
      }
    }
    return found;
  }

  #put(reservation: Reservation): void {
    const { number, customer, resolved, expiresAt } = reservation;
    this.#byNumber.set(number, reservation);
    const ofCustomer = this.#byCustomer.get(customer) ?? new Map<number, Reservation>();
    this.#byCustomer.set(customer, ofCustomer.set(number, reservation));
    for (const entity of resolved) this.#atEntity.set(entity, this.countAt(entity) + 1);
    const second = Math.floor(expiresAt / SECOND_MS);
    const expiring = this.#bySecond.get(second);
    if (expiring === undefined) this.#bySecond.set(second, new Set([number]));
    else expiring.add(number);
  }

  #remove({ number, customer, resolved, expiresAt }: Reservation): void {
    this.#byNumber.delete(number);
    const ofCustomer = this.#byCustomer.get(customer);
    ofCustomer?.delete(number);
    if (ofCustomer?.size === 0) this.#byCustomer.delete(customer);
    for (const entity of resolved) {
      const left = this.countAt(entity) - 1;
      if (left > 0) this.#atEntity.set(entity, left);
      else this.#atEntity.delete(entity);
    }
    const second = Math.floor(expiresAt / SECOND_MS);
    const expiring = this.#bySecond.get(second);
    expiring?.delete(number);
    if (expiring?.size === 0) this.#bySecond.delete(second);
  }
}
