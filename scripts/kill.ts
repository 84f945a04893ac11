// The long kill run: `node scripts/kill.ts --kills 1000` kills a real server that often and ends with 1 if anything is wrong.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { killRepeatedly } from "@purser/testkit";

const { values } = parseArgs({ options: { kills: { type: "string", default: "1000" }, seed: { type: "string" } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const data = mkdtempSync(join(tmpdir(), "purser-kill-"));
console.log(`kill run: --seed ${seed}`);
try {
  const report = await killRepeatedly({
    data,
    kills: Number(values.kills),
    seed,
    tell: (kill) => {
      if (kill % 50 === 0) console.log(`${kill} kills`);
    },
  });
  console.log(JSON.stringify(report, null, 2));
  if (report.faults.length > 0) process.exitCode = 1;
} finally {
  rmSync(data, { recursive: true, force: true });
}
