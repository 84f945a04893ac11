// The reservation judge: by its ledger rows each reservation is opened once and ends once, and what is open is what is held (R26, R27).
import type { LedgerEntry, Reservation } from "@purser/core";
import { promise } from "./violation.ts";

/** One capability of a reservation, as its rows tell it. */
interface Life {
  held: number;
  ended: "commit" | "release" | "expire" | null;
  committed: number | null;
}

const STATES = { commit: "committed", release: "released", expire: "expired" } as const;

export class ReservationJudge {
  /** Reservation number → capability number → life. */
  readonly #lives = new Map<number, Map<number, Life>>();
  readonly rows = new Map<number, Reservation>();

  append(entry: LedgerEntry): void {
    const { reservation, sequence } = entry;
    if (reservation === 0) {
      promise(entry.hold === 0, () => `entry ${sequence} holds something for no reservation`);
      return;
    }
    const lives = this.#lives.get(reservation) ?? new Map<number, Life>();
    this.#lives.set(reservation, lives);
    const life = lives.get(entry.capability);
    if (life === undefined) lives.set(entry.capability, opened(entry));
    else move(life, entry);
  }

  /** What the stores keep of the reservation is what its rows say. */
  change(after: Reservation): void {
    this.rows.set(after.number, after);
    const lives = this.#lives.get(after.number);
    for (const item of after.items) {
      const life = lives?.get(item.capability);
      const name = `res_${after.number.toString(36)}`;
      const state = life?.ended == null ? "open" : STATES[life.ended];
      promise(state === after.state, () => `${name} is ${after.state}, its rows say ${state}`);
      const held = after.state === "open" ? item.amount : 0;
      promise(life?.held === held, () => `${name} holds ${held}, its rows sum to ${life?.held}`);
      promise(
        life?.committed === item.committed,
        () => `${name} counts ${item.committed}, its rows ${life?.committed}`,
      );
    }
  }

  /** Whoever has rows has a reservation: otherwise nobody would ever end it. */
  judgeAll(): void {
    for (const number of this.#lives.keys()) {
      promise(this.rows.has(number), () => `rows of res_${number.toString(36)} stand in the ledger, and it is nowhere`);
    }
  }

  /** What all of them hold, in units of all capabilities. */
  get held(): number {
    let held = 0;
    for (const lives of this.#lives.values()) for (const life of lives.values()) held += life.held;
    return held;
  }
}

function opened({ kind, hold, sequence, countedAs }: LedgerEntry): Life {
  const isOpening = (kind === "hold" || kind === "split") && hold > 0 && countedAs === 0;
  promise(isOpening, () => `entry ${sequence}, a ${kind}, is of a reservation that was never opened`);
  return { held: hold, ended: null, committed: null };
}

function move(life: Life, { kind, use, hold, sequence }: LedgerEntry): void {
  const refuse = (why: string) => (): string => `entry ${sequence}, a ${kind}, ${why}`;
  if (life.ended !== null) {
    promise(kind === "commit" && hold === 0, refuse(`comes after the ${life.ended} of its reservation`));
    promise(life.committed === null, refuse("counts a reservation again"));
    life.committed = use;
    return;
  }
  promise(kind !== "hold" && kind !== "ingest" && kind !== "consume", refuse("stands in a reservation"));
  life.held += hold;
  promise(life.held >= 0, refuse("gives back more than was held"));
  if (kind !== "commit" && kind !== "release" && kind !== "expire") return;
  promise(life.held === 0, refuse(`leaves ${life.held} held`));
  life.ended = kind;
  if (kind === "commit") life.committed = use;
}
