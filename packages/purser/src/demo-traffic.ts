// The demo's traffic: agents that check before each call and report after it, until they are told to stop.
import type { Client } from "./connection.ts";
import { CALLERS, DEMO_CUSTOMER } from "./demo-enterprise.ts";

/** One call every quarter of a second on average: alive, and a day of it still fits the demo's budgets' story. */
const PAUSE_MS = 250;
const CREDITS_PER_TOKEN = 0.000_02;

export interface Traffic {
  readonly granted: number;
  readonly denied: number;
  stop(): Promise<void>;
}

export function startTraffic(client: Client): Traffic {
  const counts = { granted: 0, denied: 0 };
  let isRunning = true;
  const loop = async (): Promise<void> => {
    while (isRunning) {
      // A call that fails because the demo is shutting down is nobody's loss.
      await oneCall(client, counts).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 * Math.random()));
    }
  };
  const running = loop();
  return {
    get granted() {
      return counts.granted;
    },
    get denied() {
      return counts.denied;
    },
    stop: () => {
      isRunning = false;
      return running;
    },
  };
}

async function oneCall(client: Client, counts: { granted: number; denied: number }): Promise<void> {
  const dimensions = pickCaller();
  const tokens = Math.ceil(400 * Math.exp(Math.random() * 3));
  const credits = tokens * CREDITS_PER_TOKEN;
  const decision = await client.check({
    customerId: DEMO_CUSTOMER,
    capabilityId: "credits",
    requestedUsage: credits,
    dimensions,
  });
  if (!decision.isGranted) {
    counts.denied += 1;
    return;
  }
  counts.granted += 1;
  const items = [
    { capabilityId: "credits", amount: credits },
    { capabilityId: "tokens", amount: tokens },
  ];
  await client.ingest({ events: [{ customerId: DEMO_CUSTOMER, items, dimensions }], figures: false });
}

function pickCaller(): Record<string, string> {
  const total = CALLERS.reduce((sum, { weight }) => sum + weight, 0);
  let left = Math.random() * total;
  for (const { dimensions, weight } of CALLERS) {
    left -= weight;
    if (left < 0) return dimensions;
  }
  return CALLERS[0]?.dimensions ?? {};
}
