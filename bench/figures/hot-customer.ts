// F8: check then ingest by 64 callers of one hot customer, beside the same load spread over a thousand customers.
import { openPurser, type Purser } from "purser";
import { copyOf, dataSet } from "../data-set.ts";
import { alternate, type Figure, repeats } from "../figure.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { Organisation } from "../organisation.ts";
import { seededRandom } from "../seeded-random.ts";
import { checkBody, makeEvent } from "../usage.ts";
import { manyPlans } from "../world.ts";

const CUSTOMERS = 1_000;
const CALLS: Sizes = [40_000, 10_000];
const IN_FLIGHT = 64;
const ALL_LEVELS = [0, 1, 2, 3, 4];

export async function measure(mode: Mode): Promise<Figure[]> {
  const spreadPlans = manyPlans(CUSTOMERS, { users: 1, budgets: ALL_LEVELS });
  const hotPlan = { users: CUSTOMERS, budgets: ALL_LEVELS };
  const hot = await openSet(mode, "hot", [hotPlan]);
  const spread = await openSet(mode, "spread", spreadPlans);
  const [only] = [new Organisation(hotPlan)];
  const many = spreadPlans.map((plan) => new Organisation(plan));
  const calls = sized(mode, CALLS);
  const rates = await alternate(
    () => callRate(hot, calls, (drawn) => [only, drawn]),
    () => callRate(spread, calls, (drawn) => [many[drawn] ?? only, 0]),
    roundsOf(mode),
  );
  await hot.close();
  await spread.close();
  return [
    {
      id: "F8",
      name: "one hot customer ÷ the same load over 1,000 customers",
      value: rates.measured / rates.baseline,
      unit: "×",
      target: { least: 0.8 },
      note: sentence(
        `${count(rates.measured)} ÷ ${count(rates.baseline)} check-and-ingest pairs a second in process`,
        repeats(rates),
      ),
    },
  ];
}

async function openSet(
  mode: Mode,
  name: string,
  organisations: Parameters<typeof dataSet>[1]["organisations"],
): Promise<Purser> {
  return openPurser({ data: copyOf(mode, await dataSet(mode, { name, organisations, entries: 0 })) });
}

/** Whose user is meant by a number from 0 to 999. */
type Whose = (drawn: number) => readonly [Organisation, number];

async function callRate(purser: Purser, calls: number, whose: Whose): Promise<number> {
  const random = seededRandom(5);
  let left = calls;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const [organisation, user] = whose(Math.floor(random() * CUSTOMERS));
      await purser.check({ ...checkBody(user), customerId: organisation.customerId });
      await purser.ingest({ events: [makeEvent(organisation, user)] });
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (calls * 1_000) / (performance.now() - start);
}
