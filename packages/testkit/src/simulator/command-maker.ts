// The command maker: what a client asks for next; everything that Purser writes or shows, in every order.
import type { CatalogPromises } from "./catalog-promises.ts";
import type { Chance } from "./chance.ts";
import type { EventMaker } from "./event-maker.ts";
import { CADENCES, ZONES } from "./period-facts.ts";
import type { SentEvent } from "./sent-event.ts";
import { AGENTS, CAPABILITIES, CUSTOMER, MODEL, TEAMS } from "./simulated-catalog.ts";
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
  split: 6,
  step: 20,
  spendRepeat: 10,
  spendConflict: 2,
  sweep: 3,
};

const LIMITS = [null, 0, 5, 40, 500] as const;
/** In units. */
const CARVED_LIMITS = [5, 10, 20, 35, 60] as const;
/** Budgets of the world's carving, and more that may be carved out of them. */
const CARVING = [
  ["t2", "tokens"],
  ["a3", "tokens"],
  ["a1", "tokens"],
  ["t1", "credits"],
  ["a2", "credits"],
  ["a1", "credits"],
] as const;
const LONGEST_STEP_HOURS = 30;

interface Makers {
  readonly events: EventMaker;
  readonly spends: SpendMaker;
}

export class CommandMaker {
  readonly #chance: Chance;
  readonly #events: EventMaker;
  readonly #spends: SpendMaker;
  readonly #catalog: CatalogPromises;

  constructor(chance: Chance, { events, spends }: Makers, catalog: CatalogPromises) {
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
        return { kind: "catalog", ...this.#catalogWrite(kind) };
      default:
        return { kind: "ingest", events: this.#eventsOf(kind), withFigures: this.#chance.isWithin(0.8) };
    }
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

  #catalogWrite(kind: "assign" | "remove" | "move" | "archive" | "defaults" | "customer"): {
    operation: string;
    input: Record<string, unknown>;
  } {
    const chance = this.#chance;
    const inCustomer = (operation: string, input: object) => ({ operation, input: { customerId: CUSTOMER, ...input } });
    switch (kind) {
      case "assign":
        return inCustomer("upsertAssignments", { assignments: [this.#assignment()] });
      case "remove":
        return this.#removal();
      case "move":
        return inCustomer("upsertEntities", { entities: [{ ...this.#entity(), parentId: chance.pick(TEAMS) }] });
      case "archive":
        return inCustomer(chance.pick(["archiveEntities", "unarchiveEntities", "unarchiveEntities"]), {
          ids: [chance.pick(AGENTS)],
        });
      case "defaults":
        return this.#defaults();
      default: {
        const timeZone = chance.pick(Object.keys(ZONES));
        return { operation: "upsertCustomers", input: { customers: [{ id: CUSTOMER, timeZone }] } };
      }
    }
  }

  /** A new budget, another limit, or (by id) another cadence or scope for one that stands. */
  #assignment(): Record<string, unknown> {
    const chance = this.#chance;
    const cadence = chance.pick(CADENCES);
    const usageLimit = chance.pick(LIMITS);
    const scope = chance.isWithin(0.3) ? { scopeEntityIds: [MODEL] } : {};
    const { standing } = this.#catalog;
    if (standing.length > 0 && chance.isWithin(0.3))
      return { id: chance.pick(standing), cadence, usageLimit, ...scope };
    return chance.isWithin(0.4) ? this.#carving() : this.#newAssignment();
  }

  /** Of the budgets that are carved out of others, or others of which are carved: another limit, or carved no more. */
  #carving(): Record<string, unknown> {
    const chance = this.#chance;
    const [entityId, capabilityId] = chance.pick(CARVING);
    const units = CAPABILITIES.indexOf(capabilityId) === 1 ? 100 : 1;
    const usageLimit = chance.pick(CARVED_LIMITS) / units;
    const allocation = chance.pick(["carved", "carved", "shared"]);
    return { entityId, capabilityId, cadence: "P1D", usageLimit, allocation };
  }

  #newAssignment(): Record<string, unknown> {
    const chance = this.#chance;
    const cadence = chance.pick(CADENCES);
    const usageLimit = chance.pick(LIMITS);
    const entityId = chance.pick([...AGENTS, ...TEAMS, "org"]);
    const scope = chance.isWithin(0.3) ? { scopeEntityIds: [MODEL] } : {};
    const counted = chance.isWithin(0.2) ? { countFrom: "now" } : {};
    return { entityId, capabilityId: chance.pick(["tokens", "credits"]), cadence, usageLimit, ...scope, ...counted };
  }

  #removal(): { operation: string; input: Record<string, unknown> } {
    const { standing } = this.#catalog;
    if (standing.length === 0) return { operation: "upsertAssignments", input: this.#assignments() };
    const id = this.#chance.pick(standing);
    if (this.#chance.isWithin(0.5)) {
      return { operation: "deleteAssignment", input: { customerId: CUSTOMER, assignmentId: id } };
    }
    return { operation: "upsertAssignments", input: { ...this.#assignments(), deleteIds: [id] } };
  }

  #assignments(): Record<string, unknown> {
    return { customerId: CUSTOMER, assignments: [this.#newAssignment()] };
  }

  #defaults(): { operation: string; input: Record<string, unknown> } {
    const chance = this.#chance;
    const standing = { capabilityId: "tokens", cadence: "P1D", usageLimit: chance.pick(LIMITS) };
    const second = { capabilityId: "credits", cadence: chance.pick(CADENCES), usageLimit: chance.pick(LIMITS) };
    const assignments = chance.pick([[], [standing], [standing, second], [second]]);
    if (chance.isWithin(0.5)) return { operation: "putDefaultAssignments", input: { id: "user", assignments } };
    const input = { customerId: CUSTOMER, id: chance.pick(["user", "agent"]), assignments };
    return { operation: "putCustomerDefaultAssignments", input };
  }

  #entity(): Record<string, unknown> {
    const chance = this.#chance;
    if (chance.isWithin(0.8)) return { id: chance.pick(AGENTS) };
    return { id: `a${chance.below(6)}`, entityTypeId: "agent" };
  }
}
