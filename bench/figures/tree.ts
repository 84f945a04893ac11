// F11: the first page of the tree of a million nodes beside sorting as many doubles, and what checks notice of it.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { API_KEY, Connection, requestBytes } from "../connection.ts";
import { copyOf, FILE } from "../data-set.ts";
import { alternate, type Figure, median, quantile, repeats } from "../figure.ts";
import { drip, inTurn, keepRate } from "../load.ts";
import { CHECK_PATH, million, millionDirectory, millionNote } from "../million.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { type Running, startProcess } from "../process.ts";
import { checkBody } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const TREE = requestBytes("GET", "/v1/customers/customer-1/governance?limit=50");
const CONNECTIONS = 16;
const CHECKS_PER_SECOND = 2_000;
/** More than one connection can send: each query follows the one before at once. */
const QUERIES_PER_SECOND = 1_000;
const SECONDS: Sizes = [4, 1];
const DRAWN = 20_000;
const P99 = 0.99;
const MEMORY_QUERIES: Sizes = [40, 10];

export async function measure(mode: Mode): Promise<Figure[]> {
  const server = await startProcess({ file: "./server.ts", args: [await usedMillion(mode), API_KEY] });
  const figures = [await pageFigure(mode, server), await checkFigure(mode, server), await memoryFigure(mode, server)];
  await server.stop();
  return figures;
}

/** Every budget used differently, so that no order can be found without looking. */
async function usedMillion(mode: Mode): Promise<string> {
  const directory = copyOf(mode, await millionDirectory(mode));
  const database = new DatabaseSync(join(directory, FILE));
  database.exec("update counter set used = abs(random()) % 900000000000000");
  database.close();
  return directory;
}

async function pageFigure(mode: Mode, { port }: Running): Promise<Figure> {
  const nodes = million(mode).lastAssignment;
  const doubles = Float64Array.from({ length: nodes }, () => Math.random());
  const connection = await Connection.open(port);
  const times = await alternate(
    () => queryMs(connection),
    () => sortMs(doubles),
    2 * roundsOf(mode),
  );
  connection.close();
  return {
    id: "F11",
    name: "first page of 50 by utilization of 1,000,000 nodes ÷ sorting",
    value: times.measured / times.baseline,
    unit: "×",
    target: { most: 1 },
    note: sentence(
      `${times.measured.toFixed(0)} ÷ ${times.baseline.toFixed(0)} ms, ${count(nodes)} nodes`,
      millionNote(mode),
      repeats(times),
    ),
  };
}

async function queryMs(connection: Connection): Promise<number> {
  const start = performance.now();
  await new Promise((resolve) => connection.send(TREE, resolve));
  return performance.now() - start;
}

/** Without a comparing function, which would make it five times as slow. */
function sortMs(doubles: Float64Array): number {
  const sorted = doubles.slice();
  const start = performance.now();
  sorted.sort();
  return performance.now() - start;
}

async function checkFigure(mode: Mode, { port }: Running): Promise<Figure> {
  const users = zipfIndexes(million(mode).users, DRAWN, 1);
  const next = inTurn(Array.from(users, (user) => requestBytes("POST", CHECK_PATH, checkBody(user))));
  const load = { port, connections: CONNECTIONS, perSecond: CHECKS_PER_SECOND, seconds: sized(mode, SECONDS), next };
  const steady = async (): Promise<number> => quantile(await keepRate(load), P99);
  const queries: number[] = [];
  const times = await alternate(
    async () => {
      const running = await drip({ port, connections: 1, perSecond: QUERIES_PER_SECOND, next: () => TREE });
      const meanwhile = await steady();
      queries.push(running.sent() / load.seconds);
      await running.stop();
      return meanwhile;
    },
    steady,
    roundsOf(mode),
  );
  return {
    id: "F11",
    name: "check p99 while tree queries follow each other ÷ steady",
    value: times.measured / times.baseline,
    unit: "×",
    target: { most: 1.5 },
    note: sentence(
      `${times.measured.toFixed(2)} ÷ ${times.baseline.toFixed(2)} ms at ${count(CHECKS_PER_SECOND)} checks and ${median(queries).toFixed(1)} queries a second`,
      millionNote(mode),
      repeats(times),
    ),
  };
}

/** What stays of queries that have been answered: after the first ones have made what is used again. */
async function memoryFigure(mode: Mode, server: Running): Promise<Figure> {
  const connection = await Connection.open(server.port);
  const queries = sized(mode, MEMORY_QUERIES);
  const ask = async (): Promise<number> => {
    for (let query = 0; query < queries; query += 1) await queryMs(connection);
    return server.memoryBytes();
  };
  const before = await ask();
  const after = await ask();
  connection.close();
  return {
    id: "F11",
    name: "memory that stays per tree query",
    value: (after - before) / queries / 1_024,
    unit: "kB",
    target: null,
    note: `${count(before / 2 ** 20)} to ${count(after / 2 ** 20)} MB over ${queries} queries`,
  };
}
