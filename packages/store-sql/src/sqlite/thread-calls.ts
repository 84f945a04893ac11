// Calls between the main thread and one that holds a connection: a request, an answer, in the order of asking.
import { setTimeout } from "node:timers/promises";
import { type MessagePort, Worker } from "node:worker_threads";
import { StoreFailure } from "@purser/service";
import { failureOf, type ToldError, toldError } from "./store-error.ts";

interface Asked {
  readonly id: number;
  readonly call: string;
  readonly input: unknown;
}

type Told = { readonly id: number } & ({ readonly answer: unknown } | { readonly error: ToldError });

/** What a thread can be asked: one function to a call. */
export type Calls = Readonly<Record<string, (input: never) => unknown>>;

/** What a thread does last: it gives back what it holds, and ends once that is answered. */
const LAST_CALL = "close";
/** How long a thread that has answered its last call may take to end by itself. */
const END_MS_MAX = 5_000;

/** Answers calls one after the other; a call never overlaps with another. The thread ends after its last call. */
export function answerCalls(port: MessagePort, calls: Calls): void {
  let last: Promise<void> = Promise.resolve();
  port.on("message", (asked: Asked) => {
    last = last.then(() => answer(port, calls, asked));
    if (asked.call === LAST_CALL) last = last.then(() => port.close());
  });
}

async function answer(port: MessagePort, calls: Calls, { id, call, input }: Asked): Promise<void> {
  try {
    const answered = await calls[call]?.(input as never);
    port.postMessage({ id, answer: answered });
  } catch (error) {
    port.postMessage({ id, error: toldError(error) });
  }
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class ThreadCalls {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onBroken: (error: Error) => void;
  #asked = 0;
  #broken: Error | null = null;
  #closed: Promise<void> | null = null;

  /** `onBroken` is told once, when the thread died or its file failed; every later call is refused. */
  constructor(file: URL, workerData: unknown, onBroken: (error: Error) => void) {
    this.#onBroken = onBroken;
    this.#worker = new Worker(file, { workerData });
    this.#worker.on("message", (told: Told) => this.#settle(told));
    this.#worker.on("error", (error) => this.break(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on("exit", () => this.#end());
  }

  call<Answer>(call: string, input: unknown): Promise<Answer> {
    if (this.#broken !== null) return Promise.reject(unavailable(this.#broken));
    if (this.#closed !== null) return Promise.reject(unavailable(new Error("it was stopped")));
    return this.#ask(call, input);
  }

  #ask<Answer>(call: string, input: unknown): Promise<Answer> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      // Copied, never handed over: handing buffers over costs more than copying hundreds of kilobytes (measured).
      this.#worker.postMessage({ id, call, input });
    });
  }

  /** Waits for the calls under way and ends the thread, also a broken one; from now on every call is refused. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    try {
      if (this.#broken !== null) return;
      const ended = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
      await this.#ask(LAST_CALL, null);
      this.#broken ??= new Error("it was stopped");
      // A thread that is stopped from outside can take the process with it (seen once: V8 aborted in a stopped thread, Node 24).
      await Promise.race([ended, setTimeout(END_MS_MAX, undefined, { ref: false })]);
    } finally {
      this.#broken ??= new Error("it was stopped");
      await this.#worker.terminate();
    }
  }

  break(error: Error): void {
    if (this.#broken !== null) return;
    this.#broken = error;
    for (const { reject } of this.#waiting.values()) reject(unavailable(error));
    this.#waiting.clear();
    this.#onBroken(error);
  }

  /** The last answer and the end can come in one turn, before whoever closes it has seen the answer: no failure. */
  #end(): void {
    if (this.#closed !== null && this.#waiting.size === 0) this.#broken ??= new Error("it was stopped");
    else this.break(new Error("its thread has ended"));
  }

  #settle(told: Told): void {
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    if ("answer" in told) {
      waiting?.resolve(told.answer);
      return;
    }
    const failure = failureOf(told.error);
    waiting?.reject(failure);
    if (told.error.kind === "broken") this.break(failure);
  }
}

function unavailable(error: Error): StoreFailure {
  return new StoreFailure("StoreUnavailable", `The ledger is closed: ${error.message}. Start Purser again.`);
}
