// The event maker: usage events, repeats, key conflicts, corrections and voids as chance has them.
import type { Chance } from "./chance.ts";
import type { SentEvent, SentEvents } from "./sent-event.ts";
import { AGENTS, CAPABILITIES, CUSTOMER, MODEL, OTHER_CUSTOMERS, SCALES, TEAMS, VAULT } from "./simulated-catalog.ts";

/** Two of these leave the range of amounts (R1). */
const HUGE = 600_000_000_000_000;
const AMOUNT_MAX = 30;
const USERS = 4;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class EventMaker {
  readonly #chance: Chance;
  readonly #events: SentEvents;
  readonly #startedAt: number;
  #requests = 0;

  constructor(chance: Chance, events: SentEvents, startedAt: number) {
    this.#chance = chance;
    this.#events = events;
    this.#startedAt = startedAt;
  }

  /** The events of one more request. */
  request(count: number): SentEvent[] {
    this.#requests += 1;
    return Array.from({ length: count }, (_, index) => this.#usage(index));
  }

  /** Events of the plainest kind: they are there to be many. */
  bulk(count: number): SentEvent[] {
    this.#requests += 1;
    return Array.from({ length: count }, (_, index) =>
      this.#make(index, {
        key: `bulk-${this.#requests}-${index}`,
        items: [{ capabilityId: "tokens", units: 1 }],
        fields: { dimensions: { agentId: AGENTS[index % AGENTS.length] } },
      }),
    );
  }

  /** An amount that fits only once into yesterday, of which the live counters have no figure once today has one. */
  huge(): SentEvent[] {
    this.#requests += 1;
    const timestamp = new Date(this.#startedAt - DAY).toISOString();
    return [
      this.#make(0, {
        key: `today-${this.#requests}`,
        items: [{ capabilityId: "bulk", units: 1 }],
        fields: { entityIds: [VAULT] },
      }),
      this.#make(1, {
        key: `huge-${this.#requests}`,
        items: [{ capabilityId: "bulk", units: HUGE }],
        fields: { entityIds: [VAULT], timestamp },
      }),
    ];
  }

  /** An event sent before, told of or not; only with a key it is the same event. */
  repeat(): SentEvent | null {
    return this.#pick((event) => event.key !== null);
  }

  /** Another event under a key that stands for one already. */
  conflict(): SentEvent | null {
    const before = this.#pick((event) => event.key !== null && event.items !== null && "capabilityId" in event.wire);
    if (before === null) return null;
    this.#requests += 1;
    return this.#make(0, {
      customerId: before.customerId,
      key: before.key,
      items: [{ capabilityId: "tokens", units: AMOUNT_MAX + 1 }],
      fields: { dimensions: { agentId: "a2" } },
    });
  }

  correction(): SentEvent | null {
    const before = this.#correctable();
    if (before === null) return null;
    this.#requests += 1;
    const at = this.#chance.below(before.ids?.length ?? 0);
    const item = before.items?.[at];
    if (item === undefined) return null;
    const units = -Math.min(1 + this.#chance.below(AMOUNT_MAX), Math.max(1, item.units));
    const correctsEntryId = before.ids?.[at];
    const { customerId } = before;
    const items = [{ capabilityId: item.capabilityId, units }];
    return this.#make(0, { customerId, key: `correction-${this.#requests}`, items, fields: { correctsEntryId } });
  }

  /** The void of an entry is one event, however often it is sent. */
  voided(): { readonly event: SentEvent; readonly entryId: string } | null {
    const before = this.#correctable();
    const entryId = before?.ids?.[0];
    if (before === null || entryId === undefined) return null;
    const name = `void ${entryId}`;
    const { customerId } = before;
    const made = { name, customerId, key: null, wire: { metadata: { event: name } }, items: null };
    return { event: this.#events.all.get(name) ?? this.#events.add(made), entryId };
  }

  #usage(index: number): SentEvent {
    const chance = this.#chance;
    const count = chance.isWithin(0.2) ? 2 : 1;
    const first = chance.below(2);
    const items = Array.from({ length: count }, (_, at) => ({
      capabilityId: CAPABILITIES[(first + at) % 2] ?? "tokens",
      units: chance.below(AMOUNT_MAX),
    }));
    const key = chance.isWithin(0.85) ? `key-${this.#requests}-${index}` : null;
    const isOther = chance.isWithin(0.15);
    const customerId = isOther ? chance.pick(OTHER_CUSTOMERS) : CUSTOMER;
    const fields = { ...this.named(isOther), ...this.#time() };
    return this.#make(index, { customerId, key, items, fields });
  }

  /** Whom a request names. */
  named(isOther: boolean): Record<string, unknown> {
    const chance = this.#chance;
    const userId = `u${chance.below(USERS)}`;
    if (isOther) return { dimensions: { userId } };
    const model = chance.isWithin(0.5) ? { model: MODEL } : {};
    switch (chance.weighted({ agent: 5, user: 3, team: 1, both: 1 })) {
      case "agent":
        return { dimensions: { agentId: chance.pick(AGENTS), ...model } };
      case "user":
        return { dimensions: { userId, teamId: chance.pick(TEAMS), ...model } };
      case "team":
        return { entityIds: [chance.pick(TEAMS), MODEL] };
      default:
        return { entityIds: ["a1", "a2"] };
    }
  }

  /** Late events find periods that are over. */
  #time(): Record<string, unknown> {
    if (!this.#chance.isWithin(0.15)) return {};
    return { timestamp: new Date(this.#startedAt - this.#chance.below(48) * HOUR).toISOString() };
  }

  #make(
    index: number,
    made: Pick<SentEvent, "key" | "items"> & {
      readonly customerId?: string;
      readonly fields: Record<string, unknown>;
    },
  ): SentEvent {
    const name = `${this.#requests}.${index}`;
    const { key, items, fields, customerId = CUSTOMER } = made;
    const sent = (items ?? []).map(({ capabilityId, units }) => ({
      capabilityId,
      amount: units / 10 ** (SCALES[CAPABILITIES.indexOf(capabilityId as "tokens")] ?? 0),
    }));
    const what =
      "correctsEntryId" in fields ? { amount: sent[0]?.amount } : sent.length === 1 ? sent[0] : { items: sent };
    const metadata = { event: name, request: String(this.#requests) };
    const wire = { customerId, ...what, ...fields, metadata, ...(key === null ? {} : { idempotencyKey: key }) };
    return this.#events.add({ name, customerId, key, wire, items });
  }

  #correctable(): SentEvent | null {
    return this.#pick((event) => event.ids !== null && event.items !== null && !("correctsEntryId" in event.wire));
  }

  #pick(isFit: (event: SentEvent) => boolean): SentEvent | null {
    const fit = [...this.#events.all.values()].filter(isFit);
    return fit.length === 0 ? null : this.#chance.pick(fit);
  }
}
