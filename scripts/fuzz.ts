// The long fuzz: `node scripts/fuzz.ts --requests 200000 [--seed n] [--episode 20000]`, a fresh server for every episode.
import { parseArgs } from "node:util";
import { firstSeed, fuzz } from "@purser/testkit";

/** A server's ledger stays so small that folding it costs nothing worth mentioning. */
const EPISODE = "20000";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "200000" },
    episode: { type: "string", default: EPISODE },
    seed: { type: "string" },
  },
});
const first = values.seed === undefined ? firstSeed(process.env, Date.now()) : Number(values.seed);
let left = Number(values.requests);
for (let episode = 0; left > 0; episode += 1) {
  const requests = Math.min(left, Number(values.episode));
  left -= requests;
  const seed = first + episode;
  console.log(`episode ${episode + 1}: --requests ${requests} --seed ${seed}`);
  const { faults, ...report } = await fuzz({ seed, requests });
  console.log(JSON.stringify(report));
  for (const fault of faults) console.log(`FAULT ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
