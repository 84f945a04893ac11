// The catalog maker: what a client changes in budgets, entities, defaults and exceptions, as chance has it.
import type { CatalogPromises } from "./catalog-promises.ts";
import type { Chance } from "./chance.ts";
import { type CatalogRequest, DeskMaker } from "./desk-maker.ts";
import { CADENCES, ZONES } from "./period-facts.ts";
import { AGENTS, CAPABILITIES, CUSTOMER, MODEL, TEAMS } from "./simulated-catalog.ts";

export type CatalogKind = "assign" | "remove" | "move" | "archive" | "defaults" | "customer" | "raise" | "lower";

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

export class CatalogMaker {
  readonly #chance: Chance;
  readonly #promises: CatalogPromises;
  readonly #desk: DeskMaker;

  constructor(chance: Chance, promises: CatalogPromises, startedAt: number) {
    this.#chance = chance;
    this.#promises = promises;
    this.#desk = new DeskMaker(chance, startedAt);
  }

  next(kind: CatalogKind): CatalogRequest {
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
      case "raise":
        return this.#desk.raise();
      case "lower":
        return this.#desk.lower(this.#promises.raised);
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
    const { standing } = this.#promises;
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

  #removal(): CatalogRequest {
    const { standing } = this.#promises;
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

  #defaults(): CatalogRequest {
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
