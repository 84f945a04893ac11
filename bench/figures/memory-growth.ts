// F14: what the process's memory grows by, once it has levelled off, while ten million keys and labels go by that nobody saw before.
import { openPurser, type Purser } from "purser";
import { copyOf, dataSet } from "../data-set.ts";
import type { Figure } from "../figure.ts";
import { count, type Mode, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import { Organisation, type OrganisationPlan } from "../organisation.ts";
import { makeEvent } from "../usage.ts";

const KEYS: Sizes = [10_000_000, 400_000];
/** Until then the memory may level off: buffers, caches and compiled code grow to their sizes. */
const PLATEAU: Sizes = [2_000_000, 200_000];
const SAMPLES = 16;
const BATCH = 1_000;
const IN_FLIGHT = 4;
const MEGABYTE = 1_048_576;

const plan: OrganisationPlan = { users: 1_000, budgets: [0, 3, 4] };

interface Sample {
  readonly keys: number;
  readonly bytes: number;
}

export async function measure(mode: Mode): Promise<Figure[]> {
  const purser = await openPurser({
    data: copyOf(mode, await dataSet(mode, { name: "thousand", organisations: [plan], entries: 0 })),
  });
  const organisation = new Organisation(plan);
  const [keys, plateau] = [sized(mode, KEYS), sized(mode, PLATEAU)];
  await sendKeys(purser, organisation, plateau);
  const samples: Sample[] = [{ keys: 0, bytes: memory() }];
  const step = (keys - plateau) / SAMPLES;
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    await sendKeys(purser, organisation, step);
    samples.push({ keys: step * sample, bytes: memory() });
  }
  await purser.close();
  const first = samples[0]?.bytes ?? Number.NaN;
  return [
    {
      id: "F14",
      name: "memory growth over 10,000,000 new keys and labels, a million",
      value: (slope(samples) * 1_000_000 * 100) / first,
      unit: "%",
      target: { most: 1 },
      note: sentence(
        `resident ${count(first / MEGABYTE)} MiB after ${count(plateau)} keys, ${count((samples.at(-1)?.bytes ?? 0) / MEGABYTE)} MiB after ${count(keys)}`,
        shrunk(mode, "keys", KEYS),
      ),
    },
  ];
}

/** Every event has a key and a label of its own; so has every check, whose label is dropped. */
async function sendKeys(purser: Purser, organisation: Organisation, keys: number): Promise<void> {
  let sent = 0;
  const send = async (): Promise<void> => {
    while (sent < keys) {
      sent += BATCH;
      const events = Array.from({ length: BATCH }, (_, index) => {
        const event = makeEvent(organisation, (sent + index) % organisation.users);
        return { ...event, dimensions: { ...event.dimensions, run: event.idempotencyKey } };
      });
      await purser.ingest({ events, figures: false });
      const { customerId, capabilityId, dimensions, idempotencyKey } = events[0] ?? makeEvent(organisation, 0);
      await purser.check({ customerId, capabilityId, dimensions: { ...dimensions, check: idempotencyKey } });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, send));
}

function memory(): number {
  if (globalThis.gc === undefined) throw new Error("Run with --expose-gc, as bench/run.ts does.");
  for (let pass = 0; pass < 4; pass += 1) globalThis.gc();
  return process.memoryUsage.rss();
}

/** Bytes a key, by least squares over all samples: one that is off by chance counts little. */
function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const keys = mean(samples.map((sample) => sample.keys));
  const bytes = mean(samples.map((sample) => sample.bytes));
  const covariance = samples.reduce((sum, sample) => sum + (sample.keys - keys) * (sample.bytes - bytes), 0);
  return covariance / samples.reduce((sum, sample) => sum + (sample.keys - keys) ** 2, 0);
}
