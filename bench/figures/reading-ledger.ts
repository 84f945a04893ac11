// Printed, not judged: seconds in which a new budget counts a million entries of the ledger, and in which verify proves them.
import { openPurser } from "purser";
import { copyOf } from "../data-set.ts";
import type { Figure } from "../figure.ts";
import { ledgerDirectory, ledgerEntries, ledgerNote } from "../ledger-set.ts";
import { count, type Mode, sentence } from "../mode.ts";

const MILLION = 1_000_000;

export async function measure(mode: Mode): Promise<Figure[]> {
  const purser = await openPurser({ data: copyOf(mode, await ledgerDirectory(mode)) });
  const entries = ledgerEntries(mode);
  const budget = { entityId: "org", capabilityId: "tokens", cadence: "P1Y", usageLimit: null };
  const backfill = await secondsOf(() => purser.upsertAssignments({ customerId: "customer-1", assignments: [budget] }));
  let drifted = 0;
  const verify = await secondsOf(async () => {
    drifted = (await purser.verify({})).driftedCount;
  });
  await purser.close();
  const note = sentence(`${count(entries)} entries`, ledgerNote(mode));
  return [
    printed("backfill of one new budget, seconds per 1,000,000 entries", (backfill * MILLION) / entries, note),
    printed(
      "verify, seconds per 1,000,000 entries",
      (verify * MILLION) / entries,
      sentence(note, `${drifted} drifted`),
    ),
  ];
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

const printed = (name: string, value: number, note: string): Figure => ({
  id: "other",
  name,
  value,
  unit: "s",
  target: null,
  note,
});
