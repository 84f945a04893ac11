// The store's threads as one: when one of them breaks all are closed for good, and it is told once.
import type { DirectoryLock } from "./directory-lock.ts";
import { ThreadCalls } from "./thread-calls.ts";
import { threadModule } from "./thread-module.ts";

export class StoreThreads {
  /** Whoever opens or closes the store learns of a failure by that call; only those in between are told. */
  isOpen = false;
  readonly #file: string;
  readonly #lock: DirectoryLock;
  readonly #onFailure: (error: Error) => void;
  readonly #threads: ThreadCalls[] = [];
  #closed: Promise<void> | null = null;

  constructor(file: string, lock: DirectoryLock, onFailure: (error: Error) => void) {
    this.#file = file;
    this.#lock = lock;
    this.#onFailure = onFailure;
  }

  /** `module` stands beside this file, named without its ending. */
  start(module: string, data: object): ThreadCalls {
    const url = threadModule(module, import.meta.url);
    const thread = new ThreadCalls(url, { file: this.#file, ...data }, (error) => this.#break(error));
    this.#threads.push(thread);
    return thread;
  }

  /** Waits for what is under way; the directory is given free whatever happens, but not while a thread has the file. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.isOpen = false;
    const ended = await Promise.allSettled(this.#threads.map((thread) => thread.close()));
    this.#lock.release();
    for (const end of ended) if (end.status === "rejected") throw end.reason;
  }

  #break(error: Error): void {
    const isTold = this.isOpen;
    this.isOpen = false;
    for (const thread of this.#threads) thread.break(error);
    if (isTold) this.#onFailure(error);
  }
}
