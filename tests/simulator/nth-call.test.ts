// The n-th store call fails: whichever call it is and however it fails, nothing is half-written and a repeat succeeds once.
import { CALL_FAILURES, failNthCall } from "@purser/testkit";
import { expect, it } from "vitest";

const CALLS_MIN = 40;
const TEST_MS_MAX = 60_000;

it("makes enough store calls to be worth it", async () => {
  expect(await failNthCall(0, null)).toBeGreaterThan(CALLS_MIN);
});

for (const failure of CALL_FAILURES) {
  it(`survives ${failure} at every store call`, { timeout: TEST_MS_MAX }, async () => {
    const calls = await failNthCall(0, null);
    for (let nth = 1; nth <= calls; nth += 1) {
      await failNthCall(nth, failure).catch((error: unknown) => {
        throw new Error(`call ${nth} of ${calls}`, { cause: error });
      });
    }
  });
}
