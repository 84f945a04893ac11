// Overshoot: who checks and then ingests may pass a limit, by requests in flight × their amount at most; who consumes never (P4, R24).
import { describe, expect, test } from "vitest";
import { cents, credits, DOORS, type Door, furnish, ledgerOf } from "./reservation-doors.ts";

const LIMIT = 5;
const AMOUNT = 0.1;
const CALLERS = [1, 16, 64] as const;
const TEST_MS_MAX = 120_000;

const asked = { ...credits("a1"), requestedUsage: AMOUNT };

async function usedCents(door: Door): Promise<number> {
  return (await ledgerOf(door)).reduce((sum, { amount }) => sum + cents(amount), 0);
}

async function ingest(door: Door): Promise<void> {
  const { data } = await door.ingest({ events: [{ ...credits("a1"), amount: AMOUNT }] });
  expect(data[0]?.status).toBe("accepted");
}

/** Asks, counts when granted, and so on until it is denied. */
async function checkThenIngest(door: Door): Promise<void> {
  while ((await door.check(asked)).isGranted) await ingest(door);
}

async function consumeUntilDenied(door: Door, caller: number): Promise<void> {
  for (let turn = 0; (await door.consume({ ...asked, idempotencyKey: `${caller} ${turn}` })).isGranted; turn += 1);
}

/** Everybody has been granted before anybody counts: the worst that may happen. */
async function inStep(door: Door, callers: number): Promise<void> {
  for (;;) {
    const decisions = await Promise.all(Array.from({ length: callers }, () => door.check(asked)));
    const granted = decisions.filter(({ isGranted }) => isGranted).length;
    if (granted === 0) return;
    await Promise.all(Array.from({ length: granted }, () => ingest(door)));
  }
}

const atOnce = (callers: number, work: (caller: number) => Promise<void>): Promise<unknown> =>
  Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));

/** The last one granted has found room for its own amount, so the others in flight are what goes over. */
const boundOf = (callers: number): number => (callers - 1) * cents(AMOUNT);

describe.each(Object.entries(DOORS))("%s", (name, through) => {
  const measure = async (callers: number, work: (door: Door) => Promise<unknown>): Promise<number> => {
    let overshoot = Number.NaN;
    await through(async (door) => {
      await furnish(door, LIMIT);
      await work(door);
      overshoot = (await usedCents(door)) - cents(LIMIT);
    });
    console.log(`${name}, ${callers} callers: ${overshoot / 100} over ${LIMIT}`);
    return overshoot;
  };

  test.each(CALLERS)(
    "%d callers who check and then ingest stay within the bound",
    { timeout: TEST_MS_MAX },
    async (callers) => {
      const overshoot = await measure(callers, (door) => atOnce(callers, () => checkThenIngest(door)));
      expect(overshoot).toBeGreaterThanOrEqual(0);
      expect(overshoot).toBeLessThanOrEqual(boundOf(callers));
    },
  );

  test("in step the bound is reached, so there is no smaller one", { timeout: TEST_MS_MAX }, async () => {
    // 49 rounds of one leave room for one more: then all are granted at once.
    const [callers, before] = [16, cents(LIMIT) / cents(AMOUNT) - 1];
    const overshoot = await measure(callers, async (door) => {
      for (let event = 0; event < before; event += 1) await ingest(door);
      await inStep(door, callers);
    });
    expect(overshoot).toBe(boundOf(callers));
  });

  test("callers who consume never go over", { timeout: TEST_MS_MAX }, async () => {
    const callers = 16;
    expect(await measure(callers, (door) => atOnce(callers, (caller) => consumeUntilDenied(door, caller)))).toBe(0);
  });
});
