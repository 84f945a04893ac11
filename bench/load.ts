// The load: closed loops that saturate a server, and open loops that keep a rate whatever the server does.
import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "./connection.ts";

/** The request to send next; may be made on the fly. */
export type NextRequest = () => Buffer;

/** Sends the requests over and over, in the order given. */
export function inTurn(requests: readonly Buffer[]): NextRequest {
  let next = 0;
  return () => requests[next++ % requests.length] as Buffer;
}

export interface ClosedLoad {
  readonly port: number;
  readonly inFlight: number;
  readonly seconds: number;
  readonly next: NextRequest;
}

/** Answers a second with so many requests in flight all the time. */
export async function saturate({ port, inFlight, seconds, next }: ClosedLoad): Promise<number> {
  const connections = await openAll(port, inFlight);
  let answers = 0;
  const start = performance.now();
  const end = start + seconds * 1_000;
  await Promise.all(
    connections.map(
      (connection) =>
        new Promise<void>((resolve) => {
          const again = (): void => {
            answers += 1;
            if (performance.now() < end) connection.send(next(), again);
            else resolve();
          };
          connection.send(next(), again);
        }),
    ),
  );
  const elapsed = (performance.now() - start) / 1_000;
  for (const connection of connections) connection.close();
  return answers / elapsed;
}

export interface OpenLoad {
  readonly port: number;
  readonly connections: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly next: NextRequest;
}

/** Milliseconds from when each request was due and noticed to its answer; waiting for a free connection counts. */
export async function keepRate({ port, connections, perSecond, seconds, next }: OpenLoad): Promise<number[]> {
  const all = await openAll(port, connections);
  const latencies: number[] = [];
  const waiting: number[] = [];
  const dispatch = (connection: Connection): void => {
    const due = waiting.shift();
    if (due === undefined) return;
    connection.send(next(), () => {
      latencies.push(performance.now() - due);
      dispatch(connection);
    });
  };
  const total = Math.floor(perSecond * seconds);
  const start = performance.now();
  for (let sent = 0; sent < total; ) {
    const now = performance.now();
    for (; sent < total && start + (sent * 1_000) / perSecond <= now; sent += 1) waiting.push(now);
    for (const connection of all) if (connection.isFree) dispatch(connection);
    await sleep(1);
  }
  while (latencies.length < total) await sleep(1);
  for (const connection of all) connection.close();
  return latencies;
}

async function openAll(port: number, count: number): Promise<Connection[]> {
  const connections: Connection[] = [];
  for (let index = 0; index < count; index += 1) connections.push(await Connection.open(port));
  return connections;
}

export interface Drip {
  /** Requests sent so far. */
  readonly sent: () => number;
  stop(): Promise<void>;
}

/** Keeps sending at a rate beside what is measured, until it is stopped. */
export async function drip({ port, connections, perSecond, next }: Omit<OpenLoad, "seconds">): Promise<Drip> {
  const all = await openAll(port, connections);
  let sent = 0;
  let isOver = false;
  const start = performance.now();
  const running = (async () => {
    while (!isOver) {
      const due = ((performance.now() - start) / 1_000) * perSecond;
      for (const connection of all) {
        if (!connection.isFree || sent >= due) continue;
        sent += 1;
        connection.send(next(), () => {});
      }
      await sleep(1);
    }
    while (all.some(({ isFree }) => !isFree)) await sleep(1);
    for (const connection of all) connection.close();
  })();
  return {
    sent: () => sent,
    stop: () => {
      isOver = true;
      return running;
    },
  };
}
