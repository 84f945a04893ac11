// The checks of one checkout in a process of its own: times fifty thousand of them whenever it is asked.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { median } from "./figure.ts";
import { pinSelf } from "./process.ts";

const USERS = 200_000;
const CHECKS = 50_000;
/** Timed together, as in F1. */
const CHUNK = 100;

/** From the checkout that the argument names: its worlds are made by its own programs. */
async function load<Module>(file: string): Promise<Module> {
  return import(pathToFileURL(join(process.argv[2] ?? "", "bench", file)).href);
}

// Both take their turns on one core.
pinSelf(1);
const { CALLER, memoryWorld } = await load<typeof import("./world.ts")>("world.ts");
const { checkBody } = await load<typeof import("./usage.ts")>("usage.ts");
const { zipfIndexes } = await load<typeof import("./zipf.ts")>("zipf.ts");
const { operations, organisations } = await memoryWorld([{ users: USERS, budgets: [0, 3, 4] }]);
const customerId = organisations[0]?.customerId ?? "";
let seed = 0;

async function time(): Promise<number> {
  seed += 1;
  const drawn = [...zipfIndexes(USERS, CHECKS, seed)].map((user) => ({ ...checkBody(user), customerId }));
  // Texts as a parser makes them: an old text would bring its hash along.
  const inputs = JSON.parse(JSON.stringify(drawn)) as typeof drawn;
  const times: number[] = [];
  for (let from = 0; from < CHECKS; from += CHUNK) {
    const start = performance.now();
    for (const input of inputs.slice(from, from + CHUNK)) await operations.check(CALLER, input);
    times.push(((performance.now() - start) * 1_000) / CHUNK);
  }
  return median(times);
}

await time();
process.on("message", async () => process.send?.(await time()));
process.send?.("ready");
