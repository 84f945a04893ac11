// F12: the slowest hundredth of checks in the first second after a boundary that 100,000 budgets share, beside a steady second.
import { setTimeout as sleep } from "node:timers/promises";
import { API_KEY, callOnce, requestBytes } from "../connection.ts";
import { copyOf, dataSet } from "../data-set.ts";
import { type Figure, median, quantile } from "../figure.ts";
import { inTurn, keepRate } from "../load.ts";
import { CHECK_PATH } from "../million.ts";
import { count, type Mode, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import { Organisation, type OrganisationPlan } from "../organisation.ts";
import { startProcess } from "../process.ts";
import { checkBody, makeEvent } from "../usage.ts";

const BUDGETS: Sizes = [100_000, 20_000];
const BOUNDARIES: Sizes = [5, 1];
const CONNECTIONS = 16;
const CHECKS_PER_SECOND = 2_000;
const BATCH = 1_000;
const USER_LEVEL = 4;
/** The shortest period that leaves time for usage of all budgets, a steady second, and quiet before the boundary. */
const PERIOD_MS = 60_000;
/** Usage and its checkpoint are over by then. */
const STEADY_AT_MS = 50_000;
const SECONDS = 1;
const P99 = 0.99;
/** A prime, so that every second checks other users, spread over the whole range. */
const STRIDE = 7_919;

export async function measure(mode: Mode): Promise<Figure[]> {
  const plan: OrganisationPlan = { users: sized(mode, BUDGETS), budgets: [USER_LEVEL], cadence: "PT1M" };
  const organisation = new Organisation(plan);
  const filled = await dataSet(mode, { name: "boundary", organisations: [plan], entries: 0 });
  const { port, stop } = await startProcess({ file: "./server.ts", args: [copyOf(mode, filled), API_KEY] });
  let user = 0;
  const second = async (): Promise<number> => {
    const requests = Array.from({ length: CHECKS_PER_SECOND * SECONDS }, () => {
      user = (user + STRIDE) % plan.users;
      return requestBytes("POST", CHECK_PATH, checkBody(user));
    });
    const load = { port, connections: CONNECTIONS, perSecond: CHECKS_PER_SECOND, seconds: SECONDS };
    return quantile(await keepRate({ ...load, next: inTurn(requests) }), P99);
  };
  const steady: number[] = [];
  const first: number[] = [];
  for (let round = 0; round <= sized(mode, BOUNDARIES); round += 1) {
    await useAll(port, organisation);
    await until(STEADY_AT_MS);
    const before = await second();
    await until(0);
    const after = await second();
    // The first round warms up.
    if (round === 0) continue;
    steady.push(before);
    first.push(after);
  }
  await stop();
  return [
    {
      id: "F12",
      name: "check p99, first second after a boundary of 100,000 budgets ÷ steady",
      value: median(first.map((value, at) => value / (steady[at] ?? Number.NaN))),
      unit: "×",
      target: { most: 1.5 },
      note: sentence(
        `${median(first).toFixed(2)} ÷ ${median(steady).toFixed(2)} ms at ${count(CHECKS_PER_SECOND)} checks a second`,
        `${first.length} boundaries, each budget used before: ${first.map((value, at) => (value / (steady[at] ?? Number.NaN)).toFixed(2)).join(", ")}`,
        shrunk(mode, "budgets", BUDGETS),
      ),
    },
  ];
}

/** Every budget has a live counter in the running period. */
async function useAll(port: number, organisation: Organisation): Promise<void> {
  for (let from = 0; from < organisation.users; from += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) => makeEvent(organisation, from + index));
    await callOnce(port, requestBytes("POST", "/v1/ingest", { figures: false, events }));
  }
}

/** Waits for the next time that the period is so old. */
const until = (periodAge: number): Promise<void> =>
  sleep((PERIOD_MS + periodAge - (Date.now() % PERIOD_MS)) % PERIOD_MS);
