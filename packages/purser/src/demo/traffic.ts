// Acme's calls while somebody looks: people by their office hours, agents that hold before they work, and one that runs away.
import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "../connection.ts";
import { FEATURES, itemsOf, roundedCredits, TOKENS_PER_CREDIT } from "./history.ts";
import { type Caller, DEMO_CUSTOMER, MODELS, type Organisation } from "./organisation.ts";
import { activityOf } from "./rhythm.ts";

/** Four calls a second: alive to the eye, and a month's budgets still last for hours. */
const PAUSE_MS = 250;
/** Agents that nobody waits for work half as much as a person in a full hour. */
const AGENT_ACTIVITY = 0.5;
const CALL_CREDITS = 0.03;
/** An agent's step: what it holds for it at most, and how long it takes. */
const STEP = { credits: 0.1, ttlMs: 30_000, leastMs: 1_000, mostMs: 4_000 };
const AGENTS_AT_ONCE = 2;
/** The agent in a loop: when it starts, how fast it goes, and how long it rests between tries once it is stopped. */
const RUNAWAY = { agentId: "crawler", tokens: 20_000, startsAfterMs: 20_000, pauseMs: 150, deniedPauseMs: 5_000 };

export interface Stop {
  readonly agentId: string;
  readonly tokens: number;
  readonly seconds: number;
  readonly cadence: string | null;
  readonly retryAt: string | null;
}

export interface Traffic {
  readonly granted: number;
  readonly denied: number;
  stop(): Promise<void>;
}

export function startTraffic(
  client: Client,
  { callers }: Organisation,
  onRunawayStopped: (stop: Stop) => void,
): Traffic {
  const counts = { granted: 0, denied: 0 };
  const agents = callers.filter(({ office }) => office === null);
  const people = callers.filter(({ office }) => office !== null);
  const ending = new AbortController();
  const count = (isGranted: boolean): void => {
    counts[isGranted ? "granted" : "denied"] += 1;
  };
  const running = Promise.all([
    repeat(ending.signal, async () => {
      count(await oneCall(client, pickCaller(people, Date.now()).dimensions));
      return PAUSE_MS * 2 * Math.random();
    }),
    ...Array.from({ length: AGENTS_AT_ONCE }, () =>
      repeat(ending.signal, async () => {
        const isGranted = await oneStep(client, pickCaller(agents, Date.now()).dimensions, ending.signal);
        count(isGranted);
        return (isGranted ? PAUSE_MS : STEP.mostMs) * Math.random();
      }),
    ),
    runAway(client, ending.signal, onRunawayStopped),
  ]);
  return {
    get granted() {
      return counts.granted;
    },
    get denied() {
      return counts.denied;
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/** Does the work, and again after the pause that it answers, until the end. A call that fails then is nobody's loss. */
async function repeat(ending: AbortSignal, work: () => Promise<number>): Promise<void> {
  while (!ending.aborted) {
    const pause = await work().catch(() => PAUSE_MS);
    await wait(pause, undefined, { signal: ending }).catch(() => {});
  }
}

async function oneCall(client: Client, caller: Caller["dimensions"]): Promise<boolean> {
  const credits = roundedCredits(CALL_CREDITS * Math.exp(Math.random() * 2 - 1));
  const dimensions = { ...caller, model: anyOf(MODELS), feature: anyOf(FEATURES) };
  const customerId = DEMO_CUSTOMER;
  const decision = await client.check({ customerId, capabilityId: "credits", requestedUsage: credits, dimensions });
  if (decision.isGranted) {
    await client.ingest({ events: [{ customerId, items: itemsOf(credits), dimensions }], figures: false });
  }
  return decision.isGranted;
}

/** An agent doesn't know before what a step will take: it holds the most, works, and commits what it was. */
async function oneStep(client: Client, caller: Caller["dimensions"], ending: AbortSignal): Promise<boolean> {
  const customerId = DEMO_CUSTOMER;
  const { reservation } = await client.reserve({
    customerId,
    items: itemsOf(STEP.credits),
    dimensions: { ...caller, model: anyOf(MODELS), feature: anyOf(FEATURES) },
    ttlMs: STEP.ttlMs,
    idempotencyKey: crypto.randomUUID(),
  });
  if (reservation === null) return false;
  const worksFor = STEP.leastMs + Math.random() * (STEP.mostMs - STEP.leastMs);
  await wait(worksFor, undefined, { signal: ending }).catch(() => {});
  const items = itemsOf(roundedCredits(STEP.credits * Math.random()));
  await client.commitReservation({ customerId, reservationId: reservation.id, items });
  return true;
}

/** A loop that checks before each step is stopped by its own hourly budget; nobody else's moves much. */
async function runAway(client: Client, ending: AbortSignal, onStopped: (stop: Stop) => void): Promise<void> {
  const { agentId, tokens, startsAfterMs, pauseMs, deniedPauseMs } = RUNAWAY;
  const event = { customerId: DEMO_CUSTOMER, dimensions: { agentId, model: "atlas-small", feature: "crawl" } };
  const items = [
    { capabilityId: "tokens", amount: tokens },
    { capabilityId: "credits", amount: tokens / TOKENS_PER_CREDIT / 10 },
  ];
  let burst = { since: 0, tokens: 0 };
  await wait(startsAfterMs, undefined, { signal: ending }).catch(() => {});
  await repeat(ending, async () => {
    const decision = await client.check({ ...event, capabilityId: "tokens", requestedUsage: tokens });
    if (decision.isGranted) {
      if (burst.tokens === 0) burst = { since: Date.now(), tokens: 0 };
      await client.ingest({ events: [{ ...event, items }], figures: false });
      burst.tokens += tokens;
      return pauseMs;
    }
    if (burst.tokens > 0) {
      const seconds = Math.max(1, Math.round((Date.now() - burst.since) / 1_000));
      const { bindingConstraint, retryAt } = decision;
      onStopped({ agentId, tokens: burst.tokens, seconds, cadence: bindingConstraint?.cadence ?? null, retryAt });
      burst = { since: 0, tokens: 0 };
    }
    return deniedPauseMs;
  });
}

function pickCaller(callers: readonly Caller[], instant: number): Caller {
  const weights = callers.map(
    ({ office, weight }) => weight * (office === null ? AGENT_ACTIVITY : activityOf(office, instant)),
  );
  let left = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, caller] of callers.entries()) {
    left -= weights[index] ?? 0;
    if (left < 0) return caller;
  }
  throw new Error("Nobody calls.");
}

const anyOf = <Item>(items: readonly [Item, ...Item[]]): Item =>
  items[Math.floor(Math.random() * items.length)] ?? items[0];
