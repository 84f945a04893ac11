// F14: what memory grows by, once it has reached its plateau, over millions of idempotency keys and labels never seen before.
import { openPurser, type Purser } from "purser";
import { copyOf, dataSet } from "../data-set.ts";
import type { Figure } from "../figure.ts";
import { count, type Mode, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import { Organisation, type OrganisationPlan } from "../organisation.ts";
import { makeEvent } from "../usage.ts";

const KEYS: Sizes = [10_000_000, 1_000_000];
/** The writer's backlog, its caches and the young generation have their full size by then. */
const PLATEAU: Sizes = [2_000_000, 400_000];
const SAMPLES = 16;
const BATCH = 1_000;
const IN_FLIGHT = 4;
const MILLION = 1_000_000;
const PLAN: OrganisationPlan = { users: 1_000, budgets: [0, 3, 4] };

interface Sample {
  readonly keys: number;
  readonly heap: number;
  readonly resident: number;
}

export async function measure(mode: Mode): Promise<Figure[]> {
  const filled = await dataSet(mode, { name: "growth", organisations: [PLAN], entries: 0 });
  const purser = await openPurser({ data: copyOf(mode, filled) });
  const organisation = new Organisation(PLAN);
  const [keys, plateau] = [sized(mode, KEYS), sized(mode, PLATEAU)];
  const step = Math.floor((keys - plateau) / (SAMPLES - 1));
  const samples: Sample[] = [];
  const start = performance.now();
  let sent = 0;
  for (let at = plateau; at <= keys; at += step) {
    await send(purser, organisation, { from: sent, to: at });
    sent = at;
    samples.push({ keys: sent, ...memory() });
  }
  const seconds = (performance.now() - start) / 1_000;
  await purser.close();
  const [first, last] = [samples[0] as Sample, samples.at(-1) as Sample];
  const growth = { heap: slope(samples, ({ heap }) => heap), resident: slope(samples, ({ resident }) => resident) };
  return [
    {
      id: "F14",
      name: "memory growth after plateau, distinct keys and labels",
      value: Math.max(growth.heap / first.heap, growth.resident / first.resident) * 100,
      unit: "% per million",
      target: { most: 1 },
      note: sentence(
        `resident ${mebibytes(first.resident)} to ${mebibytes(last.resident)} MiB, heap and buffers ${mebibytes(first.heap)} to ${mebibytes(last.heap)}`,
        `slope over ${samples.length} samples: resident ${mebibytes(growth.resident)} MiB per million, heap ${mebibytes(growth.heap)}`,
        `${count(last.keys)} keys and as many labels, ${count(last.keys / seconds)} events a second`,
        shrunk(mode, "keys", KEYS),
      ),
    },
  ];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

async function send(purser: Purser, organisation: Organisation, { from, to }: Span): Promise<void> {
  let next = from;
  const lane = async (): Promise<void> => {
    for (let first = next; first < to; first = next) {
      next += BATCH;
      const events = Array.from({ length: Math.min(BATCH, to - first) }, (_, index) =>
        labelled(organisation, first + index),
      );
      const { data } = await purser.ingest({ figures: false, events });
      const refused = data.find(({ status }) => status !== "accepted");
      if (refused !== undefined) throw new Error(`An event was not accepted: ${JSON.stringify(refused)}`);
      const { dimensions } = events[0] as ReturnType<typeof labelled>;
      await purser.check({ customerId: organisation.customerId, capabilityId: "tokens", dimensions });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

/** `run` is no attribution key: its values are labels, each used once. */
function labelled(organisation: Organisation, number: number) {
  const event = makeEvent(organisation, number % organisation.users);
  return { ...event, dimensions: { ...event.dimensions, run: `run-${number}` } };
}

function memory(): { readonly heap: number; readonly resident: number } {
  if (globalThis.gc === undefined) throw new Error("Run with --expose-gc, as bench/run.ts does.");
  for (let pass = 0; pass < 4; pass += 1) globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

/** Bytes per million keys, by least squares: one sample that caught garbage doesn't decide. */
function slope(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = samples.map(({ keys }) => keys / MILLION);
  const y = samples.map(of);
  const [meanX, meanY] = [mean(x), mean(y)];
  const over = x.reduce((sum, value, at) => sum + (value - meanX) * ((y[at] ?? 0) - meanY), 0);
  return over / x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
