// SIGKILL at random instants under load, twenty times: nothing acknowledged is lost, nothing counted twice, nothing torn.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killRepeatedly } from "@purser/testkit";
import { expect, test } from "vitest";

const KILLS = 20;

test("what was acknowledged outlives every kill", { timeout: 300_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), "purser-kill-"));
  const seed = Number(process.env.PURSER_SEED ?? Math.floor(Math.random() * 2 ** 31));
  try {
    const report = await killRepeatedly({ data, kills: KILLS, seed });
    console.log(`kill run: PURSER_SEED=${seed}`, { ...report, faults: report.faults.length });
    expect(report.faults).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(KILLS);
    // A run in which no kill met an open request has shown nothing.
    expect(report.unanswered).toBeGreaterThan(0);
    expect(report.foundAgain).toBeGreaterThan(0);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
