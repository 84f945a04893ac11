// F10: from start to ready with a million entities and two million counters, beside a raw scan of the same rows.
import { join } from "node:path";
import { API_KEY } from "../connection.ts";
import { dataSet, FILE } from "../data-set.ts";
import { alternate, type Figure, repeats } from "../figure.ts";
import { type Mode, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import { startProcess } from "../process.ts";

const USERS: Sizes = [1_000_000, 100_000];
/** Each run takes seconds and starts from nothing, so fewer tell as much. */
const ROUNDS = 3;

export async function measure(mode: Mode): Promise<Figure[]> {
  const users = sized(mode, USERS);
  // A month's budget of each user's own, and a lifetime one by a default: two counters to a user.
  const plan = { users, budgets: [0, 3, 4], hasDefault: true };
  const directory = await dataSet(mode, { name: "restart", organisations: [plan], entries: 0 });
  const times = await alternate(
    () => readyMs(directory),
    () => scanMs(directory),
    ROUNDS,
  );
  return [
    {
      id: "F10",
      name: "restart to ready, 1,000,000 entities, 2,000,000 counters ÷ raw scan",
      value: times.measured / times.baseline,
      unit: "×",
      target: { most: 3 },
      note: sentence(
        `${(times.measured / 1_000).toFixed(2)} ÷ ${(times.baseline / 1_000).toFixed(2)} s`,
        shrunk(mode, "entities", USERS),
        repeats(times),
      ),
    },
  ];
}

async function readyMs(directory: string): Promise<number> {
  const server = await startProcess({ file: "./server.ts", args: [directory, API_KEY] });
  await server.stop();
  return server.ready.readyMs ?? Number.NaN;
}

async function scanMs(directory: string): Promise<number> {
  const scan = await startProcess({ file: "./baseline/raw-scan.ts", args: [join(directory, FILE)] });
  await scan.stop();
  return scan.ready.readyMs ?? Number.NaN;
}
