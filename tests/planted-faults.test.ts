// Every scenario can fail: each notices one of the planted faults at least, and passes where none is planted.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadScenarios } from "@purser/testkit";
import { expect, test } from "vitest";
import { ROOT } from "./architecture/source-files.ts";
import { FAULTS, type PlantedFault } from "./planted-faults/faults.ts";
import type { Played } from "./planted-faults/play.ts";
import { PLAN, type PlayPlan, subjectOf } from "./planted-faults/play-plan.ts";

const PLAYER = join(import.meta.dirname, "planted-faults/play.ts");
const PLAYERS = 2;
/** Played by one process: enough to share its start, few enough to keep what it loads below a gigabyte. */
const FAULTS_EACH = 48;
/** Fewer where scenarios are left: after each, the next player is told what is left still. */
const FAULTS_EACH_NEAR = 12;
/** A fault that fails more than a third of all scenarios breaks everything, and says little of each. */
const FAILED_SHARE_MAX = 1 / 3;
/** Every fault is played on every scenario, not only until it is noticed. */
const IS_LONG = process.env.PURSER_LONG === "1";
/** A fault on every scenario takes some ten seconds of an idle core, and may make it loop. */
const PLAY_MS_MAX = IS_LONG ? 1_500_000 : 180_000;
/** Three minutes on two idle cores, the long way an hour; others may want them too. */
const TEST_MS_MAX = IS_LONG ? 7_200_000 : 800_000;

const HTTP_ONLY = "API keys are judged at the door, which core and memory don't have";
const NO_SEAL = "the seal of tokens is the server's, core and memory have one that anybody reads";
/** What neither core nor memory plays, so that no fault can be shown to it here, each with the reason. */
const OUT_OF_REACH: Readonly<Record<string, string>> = {
  "environments and keys: a read key reads and checks and changes nothing": HTTP_ONLY,
  "environments and keys: without a key, or with one that isn't one, nothing is told": HTTP_ONLY,
  "environments and keys: a full key rules its environment and no other": HTTP_ONLY,
  "environments and keys: an environment sees nothing of another": HTTP_ONLY,
  "environments and keys: a key's secret is told once, and a deleted key opens nothing": HTTP_ONLY,
  "console tokens: only a full key makes and revokes tokens, and only of its own environment": HTTP_ONLY,
  "console tokens: a key that is revoked takes the tokens with it that it made": HTTP_ONLY,
  "console tokens: a text that was not sealed here opens nothing": NO_SEAL,
};

const names = loadScenarios().map(({ subject, name }) => `${subject}: ${name}`);
const reached = names.filter((name) => !(name in OUT_OF_REACH));

/** In a process of its own: what is loaded with a fault stays loaded. */
async function play(faults: readonly string[], plan: PlayPlan | null): Promise<Played[]> {
  try {
    const env = { ...process.env, [PLAN]: JSON.stringify(plan) };
    const options = { timeout: PLAY_MS_MAX, maxBuffer: 2 ** 26, env };
    return linesOf((await promisify(execFile)(process.execPath, [PLAYER, ...faults], options)).stdout);
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    const at = faults[linesOf(stdout).length] ?? "no fault";
    throw new Error(`playing with "${at}" came to no end: ${stderr}`, { cause: error });
  }
}

const linesOf = (stdout: string): Played[] =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

interface Playing {
  /** Faults that one process plays. */
  readonly each: number;
  planOf(): PlayPlan | null;
  take(played: Played): void;
}

/** Two processes at a time, until nothing is planned any more. */
async function playEach(faults: readonly string[], { each, planOf, take }: Playing): Promise<void> {
  const waiting = [...faults];
  const player = async (): Promise<void> => {
    while (waiting.length > 0) {
      const plan = planOf();
      if (plan?.only?.length === 0) return;
      for (const played of await play(waiting.splice(0, each), plan)) take(played);
    }
  };
  await Promise.all(Array.from({ length: PLAYERS }, player));
}

/** All faults until each is noticed; then the scenarios that have noticed none, on the faults that are near them first. */
async function playFaults(): Promise<{ readonly told: readonly Played[]; readonly noticing: ReadonlySet<string> }> {
  const told: Played[] = [];
  const noticing = new Set<string>();
  const note = ({ failed }: Played): void => {
    for (const name of failed) noticing.add(name);
  };
  await playEach(
    FAULTS.map(({ name }) => name),
    {
      each: FAULTS_EACH,
      planOf: () => (IS_LONG ? null : { noticing: [...noticing] }),
      take: (played) => {
        told.push(played);
        note(played);
      },
    },
  );
  const left = (): string[] => reached.filter((name) => !noticing.has(name));
  const planOf = (): PlayPlan => ({ noticing: [...noticing], only: left() });
  console.log(`${left().length} scenarios have noticed none of the faults on which they were played`);
  await playEach(nearest(told, left()), { each: FAULTS_EACH_NEAR, planOf, take: note });
  return { told, noticing };
}

/** Names of faults, those first that most of the subjects have noticed. */
function nearest(told: readonly Played[], left: readonly string[]): string[] {
  const subjects = new Set(left.map(subjectOf));
  const nearness = ({ failed }: Played): number => failed.filter((name) => subjects.has(subjectOf(name))).length;
  return told.toSorted((a, b) => nearness(b) - nearness(a)).map(({ fault }) => fault ?? "");
}

test(
  "without a fault every scenario passes on core and memory, but those out of reach",
  async () => {
    const [told] = await play([], null);
    expect([...(told?.failed ?? []), ...(told?.unready ?? [])]).toEqual([]);
    expect(names.filter((name) => !told?.played.includes(name)).sort()).toEqual(Object.keys(OUT_OF_REACH).sort());
  },
  PLAY_MS_MAX,
);

test("no two faults have one name, and each still finds its place in the source", () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  const textOf = ({ file }: PlantedFault): string => readFileSync(join(ROOT, "packages", file), "utf8");
  const lost = FAULTS.filter((fault) => textOf(fault).split(fault.find).length !== 2);
  expect(lost.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});

test(
  "every scenario is failed by a fault, and every fault fails a scenario",
  async () => {
    const { told, noticing } = await playFaults();
    const faultsWhere = (is: (one: Played) => boolean) => told.filter(is).map(({ fault }) => fault);
    const breaksTooMuch = ({ failed }: Played): boolean => failed.length > FAILED_SHARE_MAX * names.length;
    console.log(`${told.length} planted faults; ${noticing.size} of ${reached.length} scenarios notice one`);
    expect(told.length).toBe(FAULTS.length);
    expect({
      scenariosThatNoFaultFails: reached.filter((name) => !noticing.has(name)),
      faultsThatNoScenarioNotices: faultsWhere(({ failed }) => failed.length === 0),
      faultsThatBreakTooMuch: faultsWhere(breaksTooMuch),
    }).toEqual({ scenariosThatNoFaultFails: [], faultsThatNoScenarioNotices: [], faultsThatBreakTooMuch: [] });
  },
  TEST_MS_MAX,
);
