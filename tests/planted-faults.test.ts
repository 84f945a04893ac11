// Every scenario can fail: each notices one of the planted faults at least, and passes where none is planted.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadScenarios } from "@purser/testkit";
import { expect, test } from "vitest";
import { ROOT } from "./architecture/source-files.ts";
import { FAULTS, type PlantedFault } from "./planted-faults/faults.ts";
import { NOTICING } from "./planted-faults/noticing.ts";
import type { Played } from "./planted-faults/play.ts";

const PLAYER = join(import.meta.dirname, "planted-faults/play.ts");
const PLAYERS = 2;
/** Played by one process: enough to share its start, few enough to keep what it loads below a gigabyte. */
const FAULTS_EACH = 48;
/** Some 10 seconds on an idle core; a fault may make it loop. */
const PLAY_MS_MAX = 180_000;
/** Five minutes on two idle cores; others may want them too. */
const TEST_MS_MAX = 800_000;
/** A fault that fails more than a third of all scenarios breaks everything, and says little of each. */
const FAILED_SHARE_MAX = 1 / 3;
/** Every fault is played on every scenario, not only until it is noticed. */
const IS_LONG = process.env.PURSER_LONG === "1";

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

/** In a process of its own: what is loaded with a fault stays loaded. */
async function play(faults: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Played[]> {
  try {
    const options = { timeout: PLAY_MS_MAX, maxBuffer: 2 ** 26, env: { ...process.env, ...more } };
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

/** All of them, two processes at a time; on every scenario when it may take long. */
async function playFaults(): Promise<Played[]> {
  const told: Played[] = [];
  const noticing = new Set<string>();
  const waiting = FAULTS.map(({ name }) => name);
  const player = async (): Promise<void> => {
    while (waiting.length > 0) {
      const more: Record<string, string> = IS_LONG ? {} : { [NOTICING]: JSON.stringify([...noticing]) };
      const played = await play(waiting.splice(0, FAULTS_EACH), more);
      for (const { failed } of played) for (const name of failed) noticing.add(name);
      told.push(...played);
    }
  };
  await Promise.all(Array.from({ length: PLAYERS }, player));
  return told;
}

test(
  "without a fault every scenario passes on core and memory, but those out of reach",
  async () => {
    const [told] = await play([]);
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
    const told = await playFaults();
    const noticing = new Set(told.flatMap(({ failed }) => failed));
    const reached = names.filter((name) => !(name in OUT_OF_REACH));
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
