// The command maker: what a client asks for next; everything that Purser writes or shows, in every order.
import type { CatalogMaker } from "./catalog-maker.ts";
import type { Chance } from "./chance.ts";
import type { EventMaker } from "./event-maker.ts";
import type { SentEvent } from "./sent-event.ts";
import { AGENTS, CUSTOMER, MODEL, TEAMS } from "./simulated-catalog.ts";
import type { SpendCommand, SpendMaker } from "./spend-maker.ts";

export type Command =
  | SpendCommand
  | { readonly kind: "ingest"; readonly events: readonly SentEvent[]; readonly withFigures: boolean }
  | { readonly kind: "void"; readonly event: SentEvent; readonly entryId: string }
  | { readonly kind: "check"; readonly customerId: string; readonly input: Record<string, unknown> }
  | { readonly kind: "catalog"; readonly operation: string; readonly input: Record<string, unknown> }
  | { readonly kind: "verify" | "flush" | "list" | "sweep" }
  | { readonly kind: "clock"; readonly hours: number };

const WEIGHTS = {
  one: 26,
  many: 12,
  repeat: 14,
  conflict: 3,
  correct: 7,
  void: 5,
  huge: 4,
  check: 12,
  assign: 10,
  remove: 4,
  move: 6,
  archive: 3,
  defaults: 4,
  customer: 3,
  verify: 3,
  flush: 2,
  list: 2,
  clock: 8,
  consume: 12,
  reserve: 18,
  desk: 6,
  raise: 2,
  lower: 1,
  split: 6,
  step: 20,
  spendRepeat: 10,
  spendConflict: 2,
  sweep: 3,
};

const DESK_WEIGHTS = { desk: 8, raise: 2, lower: 1 };
const LONGEST_STEP_HOURS = 30;

interface Makers {
  readonly events: EventMaker;
  readonly spends: SpendMaker;
  readonly catalog: CatalogMaker;
}

export class CommandMaker {
  readonly #chance: Chance;
  readonly #events: EventMaker;
  readonly #spends: SpendMaker;
  readonly #catalog: CatalogMaker;

  constructor(chance: Chance, { events, spends, catalog }: Makers) {
    this.#chance = chance;
    this.#events = events;
    this.#spends = spends;
    this.#catalog = catalog;
  }

  next(): Command {
    const kind = this.#chance.weighted(WEIGHTS);
    switch (kind) {
      case "verify":
      case "flush":
      case "list":
      case "sweep":
        return { kind };
      case "check":
        return this.check(null);
      case "clock":
        return { kind, hours: this.#hours() };
      case "consume":
      case "reserve":
        return this.#spends.next(kind);
      case "desk":
        return this.#spends.desk();
      case "split":
        return this.#spends.split() ?? this.#spends.next("reserve");
      case "step":
        return this.#spends.step() ?? this.#spends.next("reserve");
      case "spendRepeat":
        return this.#spends.repeat() ?? this.#spends.next("reserve");
      case "spendConflict":
        return this.#spends.conflict() ?? this.#spends.next("consume");
      case "void": {
        const voided = this.#events.voided();
        return voided === null ? this.check(null) : { kind, ...voided };
      }
      case "assign":
      case "remove":
      case "move":
      case "archive":
      case "defaults":
      case "customer":
      case "raise":
      case "lower":
        return { kind: "catalog", ...this.#catalog.next(kind) };
      default:
        return { kind: "ingest", events: this.#eventsOf(kind), withFigures: this.#chance.isWithin(0.8) };
    }
  }

  /** What happens at the desk, so much of it that its limits are reached. */
  desk(): Command {
    const kind = this.#chance.weighted(DESK_WEIGHTS);
    return kind === "desk" ? this.#spends.desk() : { kind: "catalog", ...this.#catalog.next(kind) };
  }

  /** A check; of what the event moved, if there is one. */
  check(event: SentEvent | null): Command {
    const chance = this.#chance;
    const capabilityId = event?.items?.[0]?.capabilityId ?? chance.pick(["tokens", "credits"]);
    const { dimensions, entityIds } = event?.wire ?? {};
    const named =
      dimensions !== undefined
        ? { dimensions }
        : { entityIds: entityIds ?? [chance.pick([...AGENTS, ...TEAMS]), MODEL] };
    const customerId = event?.customerId ?? CUSTOMER;
    return {
      kind: "check",
      customerId,
      input: { customerId, capabilityId, requestedUsage: chance.below(30), ...named },
    };
  }

  /** Set back by minutes now and then: no clock decides safety (P6). */
  #hours(): number {
    const way = this.#chance.weighted({ back: 3, minutes: 5, hours: 3 });
    if (way === "back") return -0.05;
    return way === "minutes" ? 0.02 * (1 + this.#chance.below(40)) : this.#chance.below(LONGEST_STEP_HOURS);
  }

  #eventsOf(kind: "one" | "many" | "repeat" | "conflict" | "correct" | "huge"): readonly SentEvent[] {
    const events = this.#events;
    const one = (event: SentEvent | null): readonly SentEvent[] => (event === null ? events.request(1) : [event]);
    if (kind === "one") return events.request(1);
    if (kind === "repeat") return one(events.repeat());
    if (kind === "conflict") return one(events.conflict());
    if (kind === "correct") return one(events.correction());
    if (kind === "huge") return events.huge();
    const many = events.request(2 + this.#chance.below(3));
    const again = this.#chance.isWithin(0.4) ? events.repeat() : null;
    return again === null ? many : [...many, again];
  }
}
