// Planned reservations: the open ones as a transaction under way will leave them, until it is durable or comes to nothing.
import type { Reservation } from "@purser/core";
import type { OpenReservations } from "./open-reservations.ts";
import type { ReservationChange } from "./ports.ts";

export class PlannedReservations {
  readonly #open: OpenReservations;
  readonly #changes = new Map<number, ReservationChange>();
  readonly #openedAtEntity = new Map<number, number>();
  readonly #openedAtCustomer = new Map<number, number>();
  #opened = 0;

  constructor(open: OpenReservations) {
    this.#open = open;
  }

  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }

  changes(): ReservationChange[] {
    return [...this.#changes.values()];
  }

  /** The number of the next one that is opened. */
  get nextNumber(): number {
    return this.#open.last + this.#opened + 1;
  }

  /** As planned so far; undefined where it is neither open nor changed here. */
  get(number: number): Reservation | undefined {
    return this.#changes.get(number)?.after ?? this.#open.get(number);
  }

  open(after: Reservation): void {
    this.#opened += 1;
    this.#changes.set(after.number, { before: null, after });
    this.#count(after, 1);
  }

  change(standing: Reservation, after: Reservation): void {
    const known = this.#changes.get(after.number);
    this.#changes.set(after.number, { before: known === undefined ? standing : known.before, after });
    if (standing.state === "open" && after.state !== "open") this.#count(after, -1);
  }

  /** Open ones of the customer. */
  *of(customer: number): Iterable<Reservation> {
    for (const [number, reservation] of this.#open.of(customer)) {
      if (!this.#changes.has(number)) yield reservation;
    }
    for (const { after } of this.#changes.values()) {
      if (after.customer === customer && after.state === "open") yield after;
    }
  }

  countOf(customer: number): number {
    return this.#open.of(customer).size + (this.#openedAtCustomer.get(customer) ?? 0);
  }

  countAt(entity: number): number {
    return this.#open.countAt(entity) + (this.#openedAtEntity.get(entity) ?? 0);
  }

  #count({ customer, resolved }: Reservation, change: number): void {
    this.#openedAtCustomer.set(customer, (this.#openedAtCustomer.get(customer) ?? 0) + change);
    for (const entity of resolved) this.#openedAtEntity.set(entity, (this.#openedAtEntity.get(entity) ?? 0) + change);
  }
}
