// Ingest: counts usage events at every level at once, each alone, durable and visible before it is acknowledged (R19–R23).
import { isIdempotencyKey, parseUsageEvent } from "@purser/contract";
import type { EnvironmentState, UsageEvent } from "@purser/core";
import type { Caller } from "./caller.ts";
import { recordCorrection } from "./correction.ts";
import { type Engine, environmentOf } from "./engine.ts";
import type { EntryBatch } from "./entry-batch.ts";
import { answerFate, type EventProblem, type Fate, type IngestResult } from "./ingest-answer.ts";
import type { Operations } from "./operation.ts";
import { OriginalEntries } from "./original-entries.ts";
import { recordEvent } from "./recorded-event.ts";
import type { EntriesJob } from "./write-queue.ts";

/** Random bytes of a key that the server makes when the event has none. */
const MADE_KEY_BYTES = 16;

export function makeIngest(engine: Engine): Operations["ingest"] {
  return async (caller, input) => {
    const job = new IngestJob(engine, caller, input.events);
    const fates = await job.fates;
    const withFigures = input.figures ?? true;
    const data: IngestResult[] = [];
    for (const [index, fate] of fates.entries())
      data.push(await answerFate(engine, fate, { key: job.keyAt(index), withFigures }));
    return { data, position: engine.queue.position };
  };
}

type ParsedEvent = { readonly event: UsageEvent } | { readonly problem: EventProblem };

class IngestJob implements EntriesJob {
  readonly caller: Caller;
  readonly weight: number;
  readonly isSettlement = true;
  readonly fates: Promise<readonly Fate[]>;
  readonly #engine: Engine;
  readonly #environment: EnvironmentState;
  readonly #events: readonly ParsedEvent[];
  readonly #keys: string[];
  readonly #originals: OriginalEntries;
  #planned: Fate[] = [];
  #resolve: (fates: readonly Fate[]) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(engine: Engine, caller: Caller, raw: readonly unknown[]) {
    this.#engine = engine;
    this.caller = caller;
    this.#environment = environmentOf(engine, caller);
    this.#events = raw.map(parseEvent);
    this.#keys = this.#events.map((parsed, index) => sentKey(parsed, raw[index]) ?? engine.ids.random(MADE_KEY_BYTES));
    this.#originals = new OriginalEntries(engine, this.#environment);
    this.weight = raw.length;
    this.fates = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    engine.queue.submit(this);
  }

  keyAt(index: number): string {
    return this.#keys[index] ?? "";
  }

  load(): Promise<void> | null {
    const corrections = this.#events.flatMap((parsed) =>
      "event" in parsed && parsed.event.correctsEntryId !== undefined ? [parsed.event] : [],
    );
    return corrections.length === 0 ? null : this.#originals.load(corrections);
  }

  plan(batch: EntryBatch): void {
    const place = { snapshot: this.#engine.snapshot, environment: this.#environment };
    this.#planned = this.#events.map((parsed) => {
      if ("problem" in parsed) return { kind: "malformed", problem: parsed.problem };
      if (parsed.event.correctsEntryId === undefined) return recordEvent(batch, place, parsed.event);
      return recordCorrection(batch, this.#originals, parsed.event);
    });
  }

  finish(): void {
    this.#resolve(this.#planned);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}

function parseEvent(raw: unknown): ParsedEvent {
  const parsed = parseUsageEvent(raw);
  if (parsed.ok) return { event: parsed.value };
  const first = parsed.problem.errors[0];
  return {
    problem: {
      code: first?.code ?? parsed.problem.code,
      path: first?.path ?? "",
      detail: first?.message ?? parsed.problem.detail,
    },
  };
}

/** The event's own key, though the event be malformed: callers find their events by it. None is made, answered and forgotten (R19). */
function sentKey(parsed: ParsedEvent, raw: unknown): string | undefined {
  if ("event" in parsed) return parsed.event.idempotencyKey;
  if (typeof raw !== "object" || raw === null || !("idempotencyKey" in raw)) return undefined;
  const { idempotencyKey } = raw;
  return typeof idempotencyKey === "string" && isIdempotencyKey(idempotencyKey) ? idempotencyKey : undefined;
}
