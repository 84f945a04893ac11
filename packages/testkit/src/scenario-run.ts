// Plays one scenario on one system, step by step; a step that differs is told by scenario, step, path, expected and got.

import type { CallStep, Outcome, Runner, Scenario, Step, System } from "./scenario.ts";
import { instantOf } from "./scenario-file.ts";
import { findMismatch, valueAt } from "./scenario-match.ts";

export async function playScenario(runner: Runner, scenario: Scenario): Promise<void> {
  const system = await runner.start(scenario.clock, scenario);
  try {
    await new Play(system, scenario).play();
  } finally {
    await system.stop();
  }
}

class Play {
  readonly #system: System;
  readonly #scenario: Scenario;
  readonly #remembered = new Map<string, unknown>();
  #clock: number;
  #last: unknown = null;

  constructor(system: System, scenario: Scenario) {
    this.#system = system;
    this.#scenario = scenario;
    this.#clock = scenario.clock;
  }

  async play(): Promise<void> {
    for (const [index, step] of this.#scenario.steps.entries()) {
      try {
        await this.#playStep(step);
      } catch (error) {
        const place = `${this.#scenario.subject}: "${this.#scenario.name}", ${this.#placeOf(index, step)}`;
        throw new Error(`${place}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
  }

  #placeOf(index: number, step: Step): string {
    const { setupSteps } = this.#scenario;
    const number = index < setupSteps ? `setup step ${index + 1}` : `step ${index - setupSteps + 1}`;
    const what = "do" in step ? ` (${step.do})` : "";
    return `${number}${what}${step.note === undefined ? "" : `: ${step.note}`}`;
  }

  async #playStep(step: Step): Promise<void> {
    if ("do" in step) return this.#call(step);
    if ("clock" in step) return this.#moveClock(step.clock);
    if ("remember" in step) return this.#remember(step.remember);
    if ("store" in step) {
      if (this.#system.setStore === undefined)
        throw new Error('  this runner has no storage outage: give the reason under "not"');
      return this.#system.setStore(step.store);
    }
    if (this.#system.restart === undefined)
      throw new Error('  this runner can\'t restart: give the reason under "not"');
    return this.#system.restart();
  }

  async #call(step: CallStep): Promise<void> {
    const input = this.#filled(step.with) as Record<string, unknown>;
    const key = step.as === undefined ? undefined : String(this.#filled(step.as));
    const outcome = await (key === undefined
      ? this.#system.call(step.do, input)
      : this.#system.call(step.do, input, key));
    if (step.problem === undefined) this.#last = this.#judgeAnswer(step, outcome);
    else judgeProblem(this.#filled(step.problem), outcome);
    if (step.remember !== undefined) this.#remember(step.remember);
  }

  #judgeAnswer(step: CallStep, outcome: Outcome): unknown {
    if ("problem" in outcome) throw new Error(`  expected an answer\n  got       problem ${shown(outcome.problem)}`);
    const { answer } = outcome;
    if (step.answer !== undefined) judge(this.#filled(step.answer), answer);
    else if (step.do === "ingest") judgeAccepted(answer);
    return answer;
  }

  #moveClock(text: string): Promise<void> {
    this.#clock = text.startsWith("+") ? this.#clock + durationOf(text.slice(1)) : instantOf(text, "clock");
    return this.#system.setClock(this.#clock);
  }

  #remember(wanted: Record<string, string>): void {
    for (const [name, path] of Object.entries(wanted)) {
      const value = valueAt(this.#last, path);
      if (value === undefined) throw new Error(`  nothing to remember at ${path} in ${shown(this.#last)}`);
      this.#remembered.set(name, value);
    }
  }

  /** `${name}` alone becomes the value remembered, inside longer text its text. */
  #filled(value: unknown): unknown {
    if (typeof value === "string") return this.#filledText(value);
    if (Array.isArray(value)) return value.map((part) => this.#filled(part));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.#filled(part)]));
  }

  #filledText(text: string): unknown {
    const whole = /^\$\{([^}]+)\}$/.exec(text)?.[1];
    if (whole !== undefined) return this.#recall(whole);
    return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => String(this.#recall(name)));
  }

  #recall(name: string): unknown {
    if (!this.#remembered.has(name)) throw new Error(`  nothing is remembered as "${name}"`);
    return this.#remembered.get(name);
  }
}

function judge(expected: unknown, got: unknown): void {
  const mismatch = findMismatch(expected, got);
  if (mismatch === null) return;
  const where = mismatch.path === "" ? "" : `  at        ${mismatch.path}\n`;
  throw new Error(
    `${where}  expected  ${shown(mismatch.expected)}\n  got       ${shown(mismatch.got)}\n  whole     ${shown(got)}`,
  );
}

/** `paths` in an expected problem stands for the paths of its errors. */
function judgeProblem(expected: unknown, outcome: Outcome): void {
  if ("answer" in outcome)
    throw new Error(`  expected  problem ${shown(expected)}\n  got       answer ${shown(outcome.answer)}`);
  judge(expected, { ...outcome.problem, paths: (outcome.problem.errors ?? []).map(({ path }) => path) });
}

/** A step that says nothing of its answer must succeed, and a rejected event is no success. */
function judgeAccepted(answer: unknown): void {
  const results = valueAt(answer, "data");
  for (const result of Array.isArray(results) ? results : []) {
    if (valueAt(result, "status") === "rejected")
      throw new Error(`  expected every event accepted\n  got       ${shown(result)}`);
  }
}

const PART_MS: Readonly<Record<string, number>> = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 };

/** Of `P1DT2H30M5.25S`; months and years have no length of their own. */
export function durationOf(text: string): number {
  if (!/^P(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d{1,3})?S)?)?$/.test(text))
    throw new Error(`  "+${text}" is no length of time`);
  let milliseconds = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([WDHMS])/g))
    milliseconds += Number(number) * (PART_MS[unit ?? ""] ?? 0);
  return Math.round(milliseconds);
}

const SHOWN_MAX = 4_000;

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
