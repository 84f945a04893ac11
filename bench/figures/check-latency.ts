// F4: the slowest hundredth of checks at a third of saturation while 5,000 events a second are made durable, beside an echo's.
import { join } from "node:path";
import type { WriteOrder } from "../baseline/write-thread.ts";
import { API_KEY, callOnce, requestBytes } from "../connection.ts";
import { copyOf, FILE } from "../data-set.ts";
import { alternate, type Figure, quantile, repeats } from "../figure.ts";
import { drip, inTurn, keepRate, saturate } from "../load.ts";
import { CHECK_PATH, million, millionDirectory, millionNote, millionPlan } from "../million.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { type Running, startProcess } from "../process.ts";
import { checkBody, makeEvent } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const CONNECTIONS = 16;
const SECONDS: Sizes = [5, 1];
const EVENTS_PER_SECOND = 5_000;
/** Events of one request: 250 requests a second, each a transaction of its own where none wait together. */
const BATCH = 20;
const INGEST_CONNECTIONS = 8;
const DRAWN = 20_000;
const P99 = 0.99;

export async function measure(mode: Mode): Promise<Figure[]> {
  const filled = await millionDirectory(mode);
  const requests = Array.from(zipfIndexes(million(mode).users, DRAWN, 1), (user) =>
    requestBytes("POST", CHECK_PATH, checkBody(user)),
  );
  const server = await startProcess({ file: "./server.ts", args: [copyOf(mode, filled), API_KEY] });
  const answer = JSON.stringify(await callOnce(server.port, requests[0] as Buffer));
  const perSecond = await thirdOfSaturation(answer, requests);
  const order: WriteOrder = {
    file: join(copyOf(mode, filled), FILE),
    plan: millionPlan(mode),
    eventsPerSecond: EVENTS_PER_SECOND,
    batch: BATCH,
  };
  const echo = await startProcess({
    file: "./baseline/echo.ts",
    env: { ECHO_ANSWER: answer, ECHO_WRITES: JSON.stringify(order) },
  });
  const load = {
    connections: CONNECTIONS,
    perSecond,
    seconds: sized(mode, SECONDS),
    next: inTurn(requests),
  };
  const drips = new Ingesting(mode, server);
  const times = await alternate(
    () => drips.beside(async () => quantile(await keepRate({ ...load, port: server.port }), P99)),
    async () => quantile(await keepRate({ ...load, port: echo.port }), P99),
    roundsOf(mode),
  );
  await echo.stop();
  await server.stop();
  return [
    {
      id: "F4",
      name: "check p99 at ⅓ saturation beside 5,000 durable events/s ÷ echo's",
      value: times.measured / times.baseline,
      unit: "×",
      target: { most: 2 },
      note: sentence(
        `${times.measured.toFixed(2)} ÷ ${times.baseline.toFixed(2)} ms at ${count(perSecond)} checks a second`,
        `${count(drips.eventsPerSecond)} events a second reached`,
        millionNote(mode),
        repeats(times),
      ),
    },
  ];
}

async function thirdOfSaturation(answer: string, requests: readonly Buffer[]): Promise<number> {
  const echo = await startProcess({ file: "./baseline/echo.ts", env: { ECHO_ANSWER: answer } });
  const load = { port: echo.port, inFlight: CONNECTIONS, seconds: 2, next: inTurn(requests) };
  await saturate(load);
  const rate = await saturate(load);
  await echo.stop();
  return rate / 3;
}

class Ingesting {
  readonly #mode: Mode;
  readonly #server: Running;
  #events = 0;
  #seconds = 0;

  constructor(mode: Mode, server: Running) {
    this.#mode = mode;
    this.#server = server;
  }

  async beside(work: () => Promise<number>): Promise<number> {
    const next = this.#requests();
    const perSecond = EVENTS_PER_SECOND / BATCH;
    const start = performance.now();
    const running = await drip({ port: this.#server.port, connections: INGEST_CONNECTIONS, perSecond, next });
    const result = await work();
    this.#seconds += (performance.now() - start) / 1_000;
    this.#events += running.sent() * BATCH;
    await running.stop();
    return result;
  }

  get eventsPerSecond(): number {
    return this.#events / this.#seconds;
  }

  #requests(): () => Buffer {
    const organisation = million(this.#mode);
    const users = zipfIndexes(organisation.users, DRAWN, 7);
    let at = 0;
    return () => {
      const events = Array.from({ length: BATCH }, () => makeEvent(organisation, users[at++ % DRAWN] ?? 0));
      return requestBytes("POST", "/v1/ingest", { events, figures: false });
    };
  }
}
