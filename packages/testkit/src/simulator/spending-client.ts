// A spending client: sends consumes, reserves and steps of reservations, and holds every answer against the ledger.
import type { Answer } from "@purser/contract";
import { judgeAfter, judgeDenial, type Place } from "./figure-judge.ts";
import type { LedgerFacts } from "./ledger-facts.ts";
import type { SadCounts } from "./sad-paths.ts";
import { type SentEvents, sequenceOf } from "./sent-event.ts";
import type { AnsweredReservation, SentSpend, SentSpends } from "./sent-spend.ts";
import type { ReservationStep } from "./spend-maker.ts";
import { countDenial, countGrant } from "./spend-paths.ts";
import { promise } from "./violation.ts";

export interface SpendingWorld {
  readonly events: SentEvents;
  readonly spends: SentSpends;
  readonly sad: SadCounts;
  facts(): LedgerFacts;
  now(): number;
}

export type Fate = "answered" | "unanswered";

export interface Asked {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Told the problem's code when it is refused for good. */
  readonly refused?: (code: string) => void;
}

/** Sends one operation. */
export type Ask = <Answered>(asked: Asked, judge: (answer: Answered) => void) => Promise<Fate>;

/** Consume, reserve, extend and split answer with a decision and what it came to. */
type Spent = Answer<"consume"> & { readonly reservation?: Answer<"reserve">["reservation"] };

export class SpendingClient {
  readonly #world: SpendingWorld;
  readonly #ask: Ask;

  constructor(world: SpendingWorld, ask: Ask) {
    this.#world = world;
    this.#ask = ask;
  }

  async spend(spend: SentSpend): Promise<Fate> {
    const { operation, input } = spend;
    const from = this.#world.events.head;
    const wasEnded = this.#world.spends.hasEnded(spend.reservationId);
    const isRecorded = this.#world.facts().entries.some(({ entry }) => entry.metadata?.event === spend.name);
    spend.open += 1;
    let isAnswered = false;
    const judge = (answer: Spent): void => {
      isAnswered = true;
      promise(answer.isGranted || !isRecorded, () => `${spend.name} stands in the ledger, and is denied`);
      if (answer.isGranted) this.#granted(spend, answer, wasEnded);
      else this.#denied(spend, { from, answer });
    };
    const refused = (code: string): void => {
      isAnswered = true;
      promise(!isRecorded, () => `${spend.name} stands in the ledger, and is refused: ${code}`);
      this.#world.spends.denied(spend, code);
    };
    try {
      return await this.#ask({ operation, input, refused }, judge);
    } finally {
      spend.open -= 1;
      spend.isUncertain ||= !isAnswered;
    }
  }

  async step({ operation, reservationId, input }: ReservationStep): Promise<Fate> {
    const { events, spends } = this.#world;
    const from = events.head;
    const wasEnded = spends.hasEnded(reservationId);
    if (operation !== "extendReservation") {
      return this.#ask({ operation, input }, (answer: AnsweredReservation) => {
        promise(answer.state !== "open", () => `after ${operation} ${answer.id} is open`);
        this.#told(answer, wasEnded);
      });
    }
    return this.#ask({ operation, input }, (answer: Spent) => {
      const place = this.#place(String(input.customerId));
      if (answer.isGranted) {
        judgeAfter(place, governedOf(answer), { who: "an extend", own: from, isExact: false });
        if (answer.reservation != null) this.#told(answer.reservation, wasEnded);
      }
    });
  }

  #granted(spend: SentSpend, answer: Spent, wasEnded: boolean): void {
    const { spends, sad } = this.#world;
    const { facts } = this.#place(spend.customerId);
    const isDuplicate = (answer.reservation?.duplicate ?? answer.duplicate) === true;
    const reservationId = answer.reservation?.id ?? null;
    const first =
      answer.ledgerEntryIds === undefined
        ? openingOf(facts, reservationId)
        : sequenceOf(answer.ledgerEntryIds[0] ?? "");
    promise(first > 0, () => `${spend.name} is granted, and has no entry`);
    spends.granted(spend, { first, reservationId, isDuplicate });
    if (answer.reservation != null) spends.told(answer.reservation, wasEnded);
    if (!isDuplicate) countGrant({ facts, sad, customerId: spend.customerId }, answer);
    if (isDuplicate && answer.chains.flat().some(({ available }) => available === 0)) {
      sad["repeat of a grant where nothing is available"] += 1;
    }
    // A split's entries are followed by those of what it was taken from.
    const last = first - 1 + spend.items.length * (spend.operation === "splitReservation" ? 2 : 1);
    this.#seen(last);
    const place = this.#place(spend.customerId);
    judgeAfter(place, governedOf(answer), { who: `${spend.name}'s grant`, own: last, isExact: !isDuplicate });
  }

  #denied(spend: SentSpend, { from, answer }: { readonly from: number; readonly answer: Spent }): void {
    this.#world.spends.denied(spend, "denied");
    const { sad } = this.#world;
    countDenial({ facts: this.#world.facts(), sad, customerId: spend.customerId }, answer);
    promise(answer.reservation == null, () => `${spend.name} is denied, and holds something`);
    // A split's budgets that hold the amount already are judged by nothing more.
    if (spend.operation === "splitReservation") return;
    const requested = new Map(
      spend.items.map(({ capabilityId, units }) => [
        capabilityId,
        (spend.isModest ? 1 : units) / 10 ** this.#world.facts().scaleOf(capabilityId),
      ]),
    );
    judgeDenial(this.#place(spend.customerId), { from, requested }, answer);
  }

  #told(reservation: AnsweredReservation, wasEnded: boolean): void {
    this.#world.spends.told(reservation, wasEnded);
    const number = Number.parseInt(reservation.id.slice("res_".length), 36);
    if (reservation.state === "open") return;
    const end = this.#world.facts().entries.find(({ entry }) => entry.reservation === number && isEnd(entry.kind));
    this.#seen(end?.sequence ?? 0);
  }

  #seen(sequence: number): void {
    const { events } = this.#world;
    events.head = Math.max(events.head, sequence);
  }

  #place(customerId: string): Place {
    return { facts: this.#world.facts(), customerId, now: this.#world.now() };
  }
}

const isEnd = (kind: string): boolean => kind === "commit" || kind === "release" || kind === "expire";
const governedOf = ({ chains }: Spent) => chains.flat().filter(({ assignmentId }) => assignmentId !== null);

/** Sequence of the entry that opened the reservation, 0 without one. */
function openingOf({ entries }: LedgerFacts, reservationId: string | null): number {
  const number = Number.parseInt((reservationId ?? "res_0").slice("res_".length), 36);
  return entries.find(({ entry }) => entry.reservation === number)?.sequence ?? 0;
}
