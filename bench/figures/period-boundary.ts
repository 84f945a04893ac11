// F12: the slowest hundredth of checks in the first second of a minute in which 100,000 budgets start again, beside the minute before.
import { setTimeout as sleep } from "node:timers/promises";
import { API_KEY, callOnce, requestBytes } from "../connection.ts";
import { copyOf, dataSet } from "../data-set.ts";
import { type Figure, median, quantile } from "../figure.ts";
import { inTurn, keepRate } from "../load.ts";
import { count, type Mode, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import { Organisation, type OrganisationPlan } from "../organisation.ts";
import { startProcess } from "../process.ts";
import { checkBody, makeEvent } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const MINUTE_MS = 60_000;
const USERS: Sizes = [100_000, 10_000];
const BOUNDARIES: Sizes = [5, 1];
const BATCH = 1_000;
const CONNECTIONS = 16;
const CHECKS_PER_SECOND = 2_000;
const STEADY_SECONDS = 8;
const DRAWN = 20_000;
const P99 = 0.99;
/** Connections are opened and the load runs when the minute turns. */
const AHEAD_MS = 50;

export async function measure(mode: Mode): Promise<Figure[]> {
  const plan: OrganisationPlan = { users: sized(mode, USERS), budgets: [4], cadence: "PT1M" };
  const organisation = new Organisation(plan);
  const filled = await dataSet(mode, { name: "minute", organisations: [plan], entries: 0 });
  const server = await startProcess({ file: "./server.ts", args: [copyOf(mode, filled), API_KEY] });
  const users = zipfIndexes(organisation.users, DRAWN, 1);
  const path = `/v1/customers/${organisation.customerId}/check`;
  const next = inTurn(Array.from(users, (user) => requestBytes("POST", path, checkBody(user))));
  const p99 = async (seconds: number): Promise<number> => {
    const load = { port: server.port, connections: CONNECTIONS, perSecond: CHECKS_PER_SECOND, seconds, next };
    return quantile(await keepRate(load), P99);
  };
  const steady: number[] = [];
  const first: number[] = [];
  for (let boundary = 0; boundary < sized(mode, BOUNDARIES); boundary += 1) {
    const end = await touchAll(server.port, organisation);
    steady.push(await p99(STEADY_SECONDS));
    await sleep(end - AHEAD_MS - Date.now());
    first.push(await p99(1 + AHEAD_MS / 1_000));
  }
  await server.stop();
  return [
    {
      id: "F12",
      name: "check p99 in the first second of 100,000 budgets' new period ÷ steady",
      value: median(first) / median(steady),
      unit: "×",
      target: { most: 1.5 },
      note: sentence(
        `${median(first).toFixed(2)} ÷ ${median(steady).toFixed(2)} ms at ${count(CHECKS_PER_SECOND)} checks a second`,
        `median of ${first.length} boundaries`,
        shrunk(mode, "budgets", USERS),
      ),
    },
  ];
}

/** Uses something of every budget within one minute that has time left to be measured; answers when that minute ends. */
async function touchAll(port: number, organisation: Organisation): Promise<number> {
  for (;;) {
    const end = (Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS;
    for (let first = 0; first < organisation.users; first += BATCH) {
      const events = [];
      for (let user = first; user < Math.min(first + BATCH, organisation.users); user += 1) {
        events.push(makeEvent(organisation, user));
      }
      await callOnce(port, requestBytes("POST", "/v1/ingest", { events, figures: false }));
    }
    if (Date.now() + (STEADY_SECONDS + 1) * 1_000 < end) return end;
    await sleep(end - Date.now());
  }
}
