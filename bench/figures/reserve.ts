// F7: reserve then commit by 64 callers in process, beside raw transactions of the same two rows, as many of them together.
import { join } from "node:path";
import { openPurser, type Purser } from "purser";
import { RawLedger } from "../baseline/raw-ledger.ts";
import { copyOf, dataSet, FILE } from "../data-set.ts";
import { alternate, type Figure, repeats } from "../figure.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { Organisation, type OrganisationPlan } from "../organisation.ts";
import { makeEvent, rawBatch } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const PLAN: OrganisationPlan = { users: 10_000, budgets: [0, 1, 2, 3, 4] };
const PAIRS: Sizes = [20_000, 5_000];
const IN_FLIGHT = 64;

let seed = 300;

export async function measure(mode: Mode): Promise<Figure[]> {
  const organisation = new Organisation(PLAN);
  const filled = await dataSet(mode, { name: "reserve", organisations: [PLAN], entries: 0 });
  const purser = await openPurser({ data: copyOf(mode, filled) });
  const raw = new RawLedger(join(copyOf(mode, filled), FILE));
  const pairs = sized(mode, PAIRS);
  const rates = await alternate(
    () => pairRate(purser, organisation, pairs),
    async () => rawRate(raw, organisation, pairs),
    roundsOf(mode),
  );
  raw.close();
  await purser.close();
  return [
    {
      id: "F7",
      name: "reserve + commit pairs, 5 levels ÷ raw durable two-row transactions",
      value: rates.measured / rates.baseline,
      unit: "×",
      target: { least: 0.5 },
      note: sentence(
        `${count(rates.measured)} ÷ ${count(rates.baseline)} pairs a second, ${IN_FLIGHT} in flight in process`,
        repeats(rates),
      ),
    },
  ];
}

/** Pairs a second, both of each durable. */
async function pairRate(purser: Purser, organisation: Organisation, pairs: number): Promise<number> {
  const users = zipfIndexes(organisation.users, pairs, ++seed);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < pairs) {
      const { amount, ...named } = makeEvent(organisation, users[next++] ?? 0);
      const { reservation } = await purser.reserve({ ...named, amount });
      if (reservation === null) throw new Error("A hold was denied although nothing is near its limit.");
      const { customerId } = organisation;
      await purser.commitReservation({ customerId, reservationId: reservation.id, amount: amount - 1 });
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (pairs * 1_000) / (performance.now() - start);
}

/** As many pairs to a transaction as callers share one: first their holds under their keys, then what ends them. */
function rawRate(raw: RawLedger, organisation: Organisation, pairs: number): number {
  const batches = Array.from({ length: Math.ceil(pairs / IN_FLIGHT) }, () =>
    rawBatch(organisation, zipfIndexes(organisation.users, IN_FLIGHT, ++seed)),
  );
  const start = performance.now();
  for (const batch of batches) {
    raw.write(batch);
    raw.write({ ...batch, entries: batch.entries.map((entry) => ({ ...entry, hash: null })) });
  }
  return (batches.length * IN_FLIGHT * 1_000) / (performance.now() - start);
}
