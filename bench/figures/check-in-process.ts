// F1: one check in process, the whole answer built, among a million entities, and beside five consumes of a rate limiter.
import { parseInput, splitInput } from "@purser/contract";
import { makeRequestIds } from "@purser/service";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { alternate, type Figure, median, repeats } from "../figure.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import type { Organisation } from "../organisation.ts";
import { checkBody } from "../usage.ts";
import { CALLER, memoryWorld, type World } from "../world.ts";
import { zipfIndexes } from "../zipf.ts";

const USERS: Sizes = [1_000_000, 200_000];
const CHECKS = 100_000;
/** Timed together, since a clock costs as much as a tenth of a check. */
const CHUNK = 100;

let seed = 0;

export async function measure(mode: Mode): Promise<Figure[]> {
  const users = sized(mode, USERS);
  const world = await memoryWorld([{ users, budgets: [0, 3, 4] }]);
  const [organisation] = world.organisations as [Organisation];
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 0 });
  const rounds = roundsOf(mode);
  const beside = await alternate(
    () => timeChecks(world, CHECKS),
    () => timeConsumes(limiter, organisation),
    rounds,
  );
  const library = await alternate(
    () => timeLibraryChecks(world),
    () => timeChecks(world, CHECKS),
    rounds,
  );
  const size = shrunk(mode, "entities", USERS);
  const live = `${count(world.engine.counters.size)} live counters`;
  return [
    {
      id: "F1",
      name: "check in process, 5 levels, 3 budgets, Zipf 1.0: median",
      value: beside.measured,
      unit: "µs",
      target: { most: 2 },
      note: sentence(live, size, repeats(beside)),
    },
    {
      id: "F1",
      name: "÷ five in-memory rate-limiter-flexible consumes, same keys",
      value: beside.measured / beside.baseline,
      unit: "×",
      target: { most: 1 },
      note: sentence(`${beside.baseline.toFixed(2)} µs for the five`, size),
    },
    {
      id: "F1",
      name: "the same through the library's door: parsing and request id too",
      value: library.measured,
      unit: "µs",
      target: null,
      note: size,
    },
  ];
}

/** Texts of a request are fresh, as JSON.parse makes them: an old text would bring its hash along. */
const fresh = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const draw = (organisation: Organisation, checks: number) =>
  fresh(
    [...zipfIndexes(organisation.users, checks, ++seed)].map((user) => ({
      ...checkBody(user),
      customerId: organisation.customerId,
    })),
  );

/** Median microseconds of a check, by chunks. */
async function timeChecks({ operations, organisations }: World, checks: number): Promise<number> {
  const inputs = draw(organisations[0] as Organisation, checks);
  return timeChunks(inputs, (input) => operations.check(CALLER, input));
}

async function timeLibraryChecks({ engine, operations, organisations }: World): Promise<number> {
  const makeRequestId = makeRequestIds(engine.ids);
  return timeChunks(draw(organisations[0] as Organisation, CHECKS), (raw) => {
    const parsed = parseInput("check", splitInput("check", raw));
    if (!parsed.ok) throw new Error(parsed.problem.detail);
    return operations.check({ ...CALLER, requestId: makeRequestId() }, parsed.value);
  });
}

/** All five under way at once: measured 1.1 µs, one after the other 1.6. */
async function timeConsumes(limiter: RateLimiterMemory, organisation: Organisation): Promise<number> {
  const users = [...zipfIndexes(organisation.users, CHECKS, ++seed)];
  const paths = fresh(users.map((user) => organisation.pathIds(user)));
  return timeChunks(paths, (path) => Promise.all(path.map((key) => limiter.consume(key, 1))));
}

async function timeChunks<T>(inputs: readonly T[], work: (input: T) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let from = 0; from < inputs.length; from += CHUNK) {
    const start = performance.now();
    for (let index = from; index < from + CHUNK; index += 1) await work(inputs[index] as T);
    times.push(((performance.now() - start) * 1_000) / CHUNK);
  }
  return median(times);
}
