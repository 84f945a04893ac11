// The property of sequences: whatever is done, model and product answer the same; a failure is shortened and told as scenario steps.
import fc from "fast-check";
import type { Runner, System } from "../scenario.ts";
import { type Command, NO_SCENARIO, STARTS_AT } from "./command.ts";
import { commandSequence, type SequenceOptions } from "./command-sequence.ts";
import { ALL_READS } from "./read-commands.ts";
import { TwinPlay } from "./twin-play.ts";
import { VOCABULARY } from "./world.ts";

const SEED_RANGE = 2 ** 31;

/** One seed for all properties of a process: `PURSER_SEED` repeats what failed. */
export const SEED = Number(process.env.PURSER_SEED ?? Math.floor(Math.random() * SEED_RANGE));

export interface PropertyOptions extends SequenceOptions {
  readonly runs: number;
}

/** What came of all runs. */
export interface PropertyReport {
  readonly runs: number;
  readonly commands: number;
}

/** Plays sequences on a fresh system each; `examine` looks at the system after one. */
export async function examineSequences(
  runner: Runner,
  options: PropertyOptions,
  examine: (system: System, commands: readonly Command[]) => Promise<void>,
): Promise<PropertyReport> {
  const report = { runs: 0, commands: 0 };
  const property = fc.asyncProperty(commandSequence(options), async (commands) => {
    report.runs += 1;
    report.commands += commands.length;
    const system = await runner.start(STARTS_AT, NO_SCENARIO);
    try {
      await examine(system, commands);
    } finally {
      await system.stop();
    }
  });
  await fc.assert(property, { seed: SEED, numRuns: options.runs, reporter: told });
  return report;
}

/** Model and product side by side. */
export const compareWithModel = (runner: Runner, options: PropertyOptions): Promise<PropertyReport> =>
  examineSequences(runner, options, (system, commands) =>
    new TwinPlay(system).play([...VOCABULARY, ...commands, ...ALL_READS]),
  );

function told(details: fc.RunDetails<[readonly Command[]]>): void {
  if (!details.failed) return;
  const { errorInstance, numRuns, numShrinks } = details;
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`PURSER_SEED=${SEED}, run ${numRuns}, shortened ${numShrinks} times\n${message}`);
}
