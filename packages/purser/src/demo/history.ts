// Thirty days of Acme's usage before the demo starts, and the few figures that its story needs.
import type { Client } from "../connection.ts";
import { SEAT_CREDITS } from "./budgets.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Caller, DEMO_CUSTOMER, MODELS, type Organisation } from "./organisation.ts";
import { OFFICES, workday } from "./rhythm.ts";

const DAYS = 30;
const DAY_MS = 86_400_000;
/** The most events of one ingest (page 5). */
const BATCH = 1_000;
/** What one of average appetite uses on a working day. */
const CREDITS_A_DAY = 0.6;
/** A call's real cost is known after it, and may be more than what was asked for. */
const LAST_CALL_OVER = 0.05;
export const TOKENS_PER_CREDIT = 50_000;

type Event = Parameters<Client["ingest"]>[0]["events"][number];

/** Sends the past, and answers how many events it was. */
export async function sendHistory(client: Client, { callers }: Organisation, now: number): Promise<number> {
  const chance = chanceOf(30);
  const seats = new Seats();
  const events: Event[] = [];
  for (let age = DAYS; age >= 0; age -= 1) {
    for (const caller of callers) {
      const event = eventOf(caller, now - age * DAY_MS, { chance, seats });
      if (event !== null && Date.parse(event.timestamp) <= now) events.push(event);
    }
  }
  for (let at = 0; at < events.length; at += BATCH) {
    await client.ingest({ events: events.slice(at, at + BATCH), figures: false });
  }
  await tellStory(client);
  return events.length;
}

/** A caller's day as one event, at some hour of work; null on a day off. */
function eventOf(
  caller: Caller,
  instant: number,
  { chance, seats }: { readonly chance: Chance; readonly seats: Seats },
): (Event & { readonly timestamp: string }) | null {
  const hour = 9 + Math.floor(chance.next() * 9);
  const at = workday(caller.office ?? OFFICES[0], instant, hour) ?? (caller.office === null ? instant : null);
  if (at === null) return null;
  const timestamp = new Date(at + Math.floor(chance.next() * 3_600_000)).toISOString();
  const key = Object.values(caller.dimensions).join("-");
  const credits = seats.take(`${key} ${timestamp.slice(0, 7)}`, CREDITS_A_DAY * caller.weight * (0.5 + chance.next()));
  if (credits === 0) return null;
  return {
    customerId: DEMO_CUSTOMER,
    dimensions: { ...caller.dimensions, model: chance.pick(MODELS), feature: chance.pick(FEATURES) },
    items: itemsOf(credits),
    idempotencyKey: `history-${key}-${timestamp}`,
    timestamp,
  };
}

/** What was asked for before each call: who has used up the month's seat made no more calls, the last one went a little over. */
class Seats {
  readonly #used = new Map<string, number>();

  /** What is used of the seat in that month, 0 when nothing is left. */
  take(seat: string, credits: number): number {
    const used = this.#used.get(seat) ?? 0;
    if (used >= SEAT_CREDITS) return 0;
    const taken = roundedCredits(Math.min(credits, SEAT_CREDITS - used + LAST_CALL_OVER));
    this.#used.set(seat, used + taken);
    return taken;
  }
}

export const FEATURES = ["chat", "draft", "search", "summary"] as const;
export const roundedCredits = (credits: number): number => Math.max(1, Math.round(credits * 10_000)) / 10_000;
export const itemsOf = (credits: number): { capabilityId: string; amount: number }[] => [
  { capabilityId: "credits", amount: credits },
  { capabilityId: "tokens", amount: Math.round(credits * TOKENS_PER_CREDIT) },
];

/** Who stands where when the newcomer looks: an agent nearly through, a team at its limit for today. */
async function tellStory(client: Client): Promise<void> {
  for (const [agentId, left] of [
    ["drafter", 0.4],
    ["reviewer", 0.5],
    ["triage", 0.02],
  ] as const) {
    const dimensions = { agentId };
    const { available } = await client.check({
      customerId: DEMO_CUSTOMER,
      capabilityId: "credits",
      requestedUsage: 0,
      dimensions,
    });
    if (available === null || available <= left) continue;
    await client.ingest({
      events: [
        {
          customerId: DEMO_CUSTOMER,
          capabilityId: "credits",
          amount: roundedCredits(available - left),
          dimensions,
          idempotencyKey: `story-${agentId}`,
        },
      ],
      figures: false,
    });
  }
}
