// A twin play: every command of a sequence on the model and on the product, each answer compared before the next is sent.
import { isDeepStrictEqual } from "node:util";
import { Model } from "../model/model.ts";
import type { Outcome, System } from "../scenario.ts";
import { type Difference, differenceOf } from "./answer-difference.ts";
import { type Command, filled, type IdKind, type Input, STARTS_AT } from "./command.ts";
import { ASSIGNMENT_READS } from "./read-commands.ts";
import { StepList } from "./step-list.ts";
import { TwinIds } from "./twin-ids.ts";

const NOTHING_MADE = "nothing-made";

/** A repeat of a commit is one by its content, and so is that of a decision. */
const KEYED = new Set([
  "ingest",
  "consume",
  "reserve",
  "splitReservation",
  "commitReservation",
  "createException",
  "fileLimitRequest",
  "approveLimitRequest",
  "denyLimitRequest",
]);

class Differs extends Error {}

export class TwinPlay {
  readonly #model = new Model();
  readonly #system: System;
  readonly #twins = new TwinIds();
  readonly #steps = new StepList(STARTS_AT);
  /** The model's ids in the order of making. */
  readonly #made: Readonly<Record<IdKind, string[]>> = {
    entry: [],
    assignment: [],
    reservation: [],
    exception: [],
    limitRequest: [],
  };
  readonly #sent: { readonly operation: string; readonly input: Input }[] = [];
  #now = STARTS_AT;

  constructor(system: System) {
    this.#system = system;
  }

  /** What was played, as the steps of a scenario. */
  get steps(): string {
    return this.#steps.text();
  }

  async play(commands: Iterable<Command>): Promise<void> {
    for (const command of commands) {
      try {
        await this.#playOne(command);
      } catch (error) {
        const told = error instanceof Differs ? error.message : error instanceof Error ? error.stack : String(error);
        throw new Error(`${told}\nas steps of a scenario:\n${this.steps}`, { cause: error });
      }
    }
  }

  /** A document's answer shows no ids: they become twins before anything names several in an order of its own. */
  async #playOne(command: Command): Promise<void> {
    if (command.kind === "call") {
      const { operation, input, isSpoiled } = command;
      await this.#call(operation, { input: this.#filled(input), isSpoiled });
      if (operation === "applyGovernance") await this.play(ASSIGNMENT_READS);
      return;
    }
    if (command.kind === "repeat") {
      const again = this.#sent.at(-1 - command.back);
      return again === undefined ? undefined : this.#call(again.operation, { input: again.input, isSpoiled: true });
    }
    if (command.kind === "clock") {
      this.#now += command.ms;
      this.#model.setClock(this.#now);
      await this.#system.setClock(this.#now);
      return this.#steps.clock(this.#now);
    }
    await this.#system.restart?.();
    this.#steps.restart();
  }

  #filled(input: Input): Input {
    const idAt = (kind: IdKind, place: number): string => {
      const made = this.#made[kind];
      return made[place % made.length] ?? NOTHING_MADE;
    };
    return filled(input, { now: this.#now, idAt }) as Input;
  }

  /** `input` in the words of the model. */
  async #call(operation: string, { input, isSpoiled }: { input: Input; isSpoiled: boolean }): Promise<void> {
    if (KEYED.has(operation)) this.#sent.push({ operation, input });
    // Told before it is done, in case that one of the two has a bug and throws.
    this.#steps.call(operation, input);
    const model = this.#model.call(operation, structuredClone(input), this.#now);
    const product = await this.#system.call(operation, this.#ofProduct(input) as Record<string, unknown>);
    this.#steps.remember(this.#keepMade(model));
    const difference = differenceOf({ model, product }, { twins: this.#twins, isSpoiled });
    if (difference !== null) throw new Differs(this.#told(operation, { difference, model, product }));
  }

  #ofProduct(value: unknown): unknown {
    if (typeof value === "string") return this.#twins.ofProduct(value);
    if (Array.isArray(value)) return value.map((part) => this.#ofProduct(part));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.#ofProduct(part)]));
  }

  /** The ids that the answer shows for the first time, by where they stand in it. */
  #keepMade(outcome: Outcome): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    if (!("answer" in outcome)) return found;
    for (const [path, text] of textsIn(outcome.answer)) {
      const kind = /^(entry|assignment|reservation|exception|limitRequest)-\d+$/.exec(text)?.[1] as IdKind | undefined;
      if (kind === undefined || this.#made[kind].includes(text)) continue;
      this.#made[kind].push(text);
      found.set(text, path);
    }
    return found;
  }

  #told(operation: string, found: { difference: Difference; model: Outcome; product: Outcome }): string {
    const { difference, model, product } = found;
    const shown = [
      `${operation} differs at ${difference.path}`,
      `  model    ${JSON.stringify(difference.model)}`,
      `  product  ${JSON.stringify(difference.product)}`,
    ];
    if (!isDeepStrictEqual(difference.model, "problem" in model ? model : model.answer))
      shown.push(`  whole model    ${JSON.stringify(model)}`, `  whole product  ${JSON.stringify(product)}`);
    return shown.join("\n");
  }
}

function* textsIn(value: unknown, path = ""): Generator<[path: string, text: string]> {
  if (typeof value === "string") yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [name, part] of Object.entries(value)) yield* textsIn(part, path === "" ? name : `${path}.${name}`);
}
