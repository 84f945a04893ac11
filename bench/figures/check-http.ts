// F3: checks a second over HTTP beside a bare echo of the same bodies, and beside the framework answering a constant.
import { API_KEY, callOnce, requestBytes } from "../connection.ts";
import { copyOf } from "../data-set.ts";
import { type Alternated, alternate, type Figure, repeats } from "../figure.ts";
import { inTurn, saturate } from "../load.ts";
import { CHECK_PATH, million, millionDirectory, millionNote } from "../million.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { type Running, startProcess } from "../process.ts";
import { checkBody } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const REQUESTS = 20_000;
const IN_FLIGHT = 64;
const SECONDS: Sizes = [3, 1];
const SERVER_CORE = 1;
/** Below it the server waited for its load, or others had its core: then throughput alone would tell nothing. */
const BUSY_LEAST = 0.95;

export async function measure(mode: Mode): Promise<Figure[]> {
  const users = zipfIndexes(million(mode).users, REQUESTS, 1);
  const requests = Array.from(users, (user) => requestBytes("POST", CHECK_PATH, checkBody(user)));
  const args = [copyOf(mode, await millionDirectory(mode)), API_KEY];
  const server = await startProcess({ file: "./server.ts", args, core: SERVER_CORE });
  const env = { ECHO_ANSWER: JSON.stringify(await callOnce(server.port, requests[0] as Buffer)) };
  const figures: Figure[] = [];
  for (const target of TARGETS) {
    const baseline = await startProcess({ file: target.file, env, core: SERVER_CORE });
    const load = { requests, seconds: sized(mode, SECONDS) };
    figures.push(await compare(mode, { ...target, server, baseline, load }));
    await baseline.stop();
  }
  await server.stop();
  return figures;
}

const TARGETS = [
  { name: "HTTP checks a second ÷ bare node:http echo", file: "./baseline/echo.ts", least: 0.7 },
  { name: "HTTP checks a second ÷ the same framework, constant answer", file: "./baseline/framework.ts", least: 0.85 },
];

interface Load {
  readonly requests: readonly Buffer[];
  readonly seconds: number;
}

interface Compared {
  readonly name: string;
  readonly least: number;
  readonly server: Running;
  readonly baseline: Running;
  readonly load: Load;
}

/** The ratio of answers a second of busy core: what throughput is when the core is wholly the server's. */
async function compare(mode: Mode, { name, least, server, baseline, load }: Compared): Promise<Figure> {
  const own = new Gauge(server, load);
  const other = new Gauge(baseline, load);
  const rates = await alternate(
    () => own.run(),
    () => other.run(),
    roundsOf(mode),
  );
  const value = rates.measured / rates.baseline;
  return { id: "F3", name, value, unit: "×", target: { least }, note: noteOf(mode, rates, [own, other]) };
}

function noteOf(mode: Mode, rates: Alternated, [own, other]: readonly [Gauge, Gauge]): string {
  const busy = Math.min(own.busy, other.busy);
  return sentence(
    `${count(rates.measured)} ÷ ${count(rates.baseline)} answers to a second of the core`,
    busy >= BUSY_LEAST ? "" : `core only ${(busy * 100).toFixed(0)} % busy: by processor time`,
    millionNote(mode),
    repeats(rates),
  );
}

/** Runs the load against one server; tells answers to a second of its core, and how busy the core was. */
class Gauge {
  readonly #server: Running;
  readonly #load: Load;
  #cpuMs = 0;
  #wallMs = 0;

  constructor(server: Running, load: Load) {
    this.#server = server;
    this.#load = load;
  }

  async run(): Promise<number> {
    const { requests, seconds } = this.#load;
    const before = this.#server.mainThreadMs();
    const start = performance.now();
    const rate = await saturate({ port: this.#server.port, inFlight: IN_FLIGHT, seconds, next: inTurn(requests) });
    const wallMs = performance.now() - start;
    const cpuMs = this.#server.mainThreadMs() - before;
    this.#wallMs += wallMs;
    this.#cpuMs += cpuMs;
    return (rate * wallMs) / cpuMs;
  }

  get busy(): number {
    return this.#cpuMs / this.#wallMs;
  }
}
