// F2: what a check costs does not grow with what it doesn't touch: entities beside it, levels, budgets of other scopes.
import { alternate, type Figure, median, repeats } from "../figure.ts";
import { type Mode, roundsOf, type Sizes, sentence, shrunk, sized } from "../mode.ts";
import { seededRandom } from "../seeded-random.ts";
import { CALLER, manyPlans, memoryWorld, type World } from "../world.ts";

const CROWD: Sizes = [1_000_000, 200_000];
const ACTIVE = 1_000;
const CHECKS = 50_000;
const CHUNK = 100;
/** Users to a team, as organisations here have them. */
const TEAM = 20;
const ALL_LEVELS = [0, 1, 2, 3, 4];

/** A request by the number of the active one, 0 to 999. */
type Ask = (active: number) => { readonly customerId: string; readonly dimensions: Record<string, string> };

interface Shape {
  readonly name: string;
  readonly most: number;
  readonly note: string;
  measured(): Promise<number>;
  baseline(): Promise<number>;
}

export async function measure(mode: Mode): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const make of [crowdShape, levelShape, scopeShape]) {
    const shape = await make(mode);
    const times = await alternate(shape.measured, shape.baseline, roundsOf(mode));
    figures.push({
      id: "F2",
      name: shape.name,
      value: times.measured / times.baseline,
      unit: "×",
      target: { most: shape.most },
      note: sentence(`${times.measured.toFixed(2)} ÷ ${times.baseline.toFixed(2)} µs`, shape.note, repeats(times)),
    });
  }
  return figures;
}

/** The active ones are whole teams in both worlds; in the crowd the teams lie as far apart as they can. */
async function crowdShape(mode: Mode): Promise<Shape> {
  const users = sized(mode, CROWD);
  const crowd = await memoryWorld([{ users, budgets: [0, 3, 4] }]);
  const alone = await memoryWorld([{ users: ACTIVE, budgets: [0, 3, 4] }]);
  const stride = (users * TEAM) / ACTIVE;
  return {
    name: "1,000 active entities among 1,000,000 ÷ among 1,000",
    most: 2,
    note: shrunk(mode, "entities", CROWD),
    measured: () =>
      timeChecks(crowd, (active) => asUser("customer-1", Math.floor(active / TEAM) * stride + (active % TEAM))),
    baseline: () => timeChecks(alone, (active) => asUser("customer-1", active)),
  };
}

/** A budget on every level; the one-level chain is the organisation alone. */
async function levelShape(): Promise<Shape> {
  const world = await memoryWorld(manyPlans(ACTIVE, { users: 1, budgets: ALL_LEVELS }));
  return {
    name: "5 levels ÷ 1 level, a budget on each",
    most: 3,
    note: "",
    measured: () => timeChecks(world, (active) => asUser(`customer-${active + 1}`, 0)),
    baseline: () =>
      timeChecks(world, (active) => ({ customerId: `customer-${active + 1}`, dimensions: { orgId: "org" } })),
  };
}

/** One matching budget on the organisation both times, of 1,000 that stand there or of 1. */
async function scopeShape(): Promise<Shape> {
  const many = await memoryWorld([{ users: ACTIVE, budgets: [], hasScoped: true }]);
  const single = await memoryWorld(manyPlans(ACTIVE, { users: 1, budgets: [], hasScoped: true }));
  return {
    name: "one scoped budget of 1,000 ÷ of 1",
    most: 1.5,
    note: "",
    measured: () => timeChecks(many, (active) => asUser("customer-1", active)),
    baseline: () => timeChecks(single, (active) => asUser(`customer-${active + 1}`, 0)),
  };
}

const asUser = (customerId: string, user: number): ReturnType<Ask> => ({
  customerId,
  dimensions: { userId: `user-${user}` },
});

/** Median microseconds of a check, the active ones drawn evenly, their texts fresh. */
async function timeChecks({ operations }: World, ask: Ask): Promise<number> {
  const random = seededRandom(3);
  const drawn = Array.from({ length: CHECKS }, () => ({
    ...ask(Math.floor(random() * ACTIVE)),
    capabilityId: "tokens",
  }));
  const inputs = JSON.parse(JSON.stringify(drawn)) as typeof drawn;
  const times: number[] = [];
  for (let from = 0; from < CHECKS; from += CHUNK) {
    const start = performance.now();
    for (let index = from; index < from + CHUNK; index += 1)
      await operations.check(CALLER, inputs[index] as (typeof inputs)[0]);
    times.push(((performance.now() - start) * 1_000) / CHUNK);
  }
  return median(times);
}
