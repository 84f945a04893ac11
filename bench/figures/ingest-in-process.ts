// F5: durable ingest in process beside raw inserts of the same entry, key and counter rows on a copy of the same ledger.
import { join } from "node:path";
import { openPurser, type Purser } from "purser";
import { RawLedger } from "../baseline/raw-ledger.ts";
import { copyOf, FILE } from "../data-set.ts";
import { alternate, type Figure, repeats } from "../figure.ts";
import { fsyncMs } from "../fsync.ts";
import { ledgerDirectory, ledgerNote, ledgerPlan } from "../ledger-set.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { Organisation } from "../organisation.ts";
import { makeEvent, rawBatch } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const BATCH = 1_000;
const BATCHES: Sizes = [40, 15];
/** Requests under way: while one is written, the next is parsed. */
const IN_FLIGHT = 4;

let seed = 100;

export async function measure(mode: Mode): Promise<Figure[]> {
  const organisation = new Organisation(ledgerPlan);
  const filled = await ledgerDirectory(mode);
  const purser = await openPurser({ data: copyOf(mode, filled) });
  const raw = new RawLedger(join(copyOf(mode, filled), FILE));
  const size = sized(mode, BATCHES);
  const shares = new Shares(fsyncMs(mode));
  const rawShares = new Shares(fsyncMs(mode));
  const rates = await alternate(
    () => shares.during(size, () => ingestRate(purser, organisation, size)),
    () => rawShares.during(size, async () => rawRate(raw, organisation, size)),
    roundsOf(mode),
  );
  raw.close();
  await purser.close();
  return [
    {
      id: "F5",
      name: "durable ingest in process, batches of 1,000, 5 levels ÷ raw insert",
      value: rates.measured / rates.baseline,
      unit: "×",
      target: { least: 0.6 },
      note: sentence(
        `${count(rates.measured)} ÷ ${count(rates.baseline)} events a second`,
        `${shares.note} ÷ raw ${rawShares.note}`,
        ledgerNote(mode),
        repeats(rates),
      ),
    },
  ];
}

/** Events a second, all of them durable. */
async function ingestRate(purser: Purser, organisation: Organisation, batches: number): Promise<number> {
  const requests = Array.from({ length: batches }, () => ({ figures: false, events: drawEvents(organisation) }));
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { data } = await purser.ingest(request);
      const refused = data.find(({ status }) => status !== "accepted");
      if (refused !== undefined) throw new Error(`An event was not accepted: ${JSON.stringify(refused)}`);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (batches * BATCH * 1_000) / (performance.now() - start);
}

const drawEvents = (organisation: Organisation) =>
  Array.from(zipfIndexes(organisation.users, BATCH, ++seed), (user) => makeEvent(organisation, user));

function rawRate(raw: RawLedger, organisation: Organisation, batches: number): number {
  const made = Array.from({ length: batches }, () =>
    rawBatch(organisation, zipfIndexes(organisation.users, BATCH, ++seed)),
  );
  const start = performance.now();
  for (const batch of made) raw.write(batch);
  return (batches * BATCH * 1_000) / (performance.now() - start);
}

/** The shares of a run that went to processors and, by the disk's own fsync time, to fsync. */
class Shares {
  readonly #fsyncMs: number;
  #wallMs = 0;
  #cpuMs = 0;
  #commits = 0;

  constructor(oneFsyncMs: number) {
    this.#fsyncMs = oneFsyncMs;
  }

  async during(commits: number, work: () => Promise<number>): Promise<number> {
    const before = process.cpuUsage();
    const start = performance.now();
    const result = await work();
    this.#wallMs += performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    this.#cpuMs += (user + system) / 1_000;
    this.#commits += commits;
    return result;
  }

  get note(): string {
    const cores = ((this.#cpuMs / this.#wallMs) * 100).toFixed(0);
    const fsync = (((this.#fsyncMs * this.#commits) / this.#wallMs) * 100).toFixed(0);
    const event = (this.#cpuMs * 1_000) / (this.#commits * BATCH);
    return `core ${cores} % (${event.toFixed(1)} µs an event), fsync ${fsync} % (${this.#fsyncMs.toFixed(2)} ms each)`;
  }
}
