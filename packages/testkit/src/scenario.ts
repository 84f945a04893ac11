// A scenario: behaviour as data, read from scenarios/*.yaml and played on every runner.

export type RunnerName = "core" | "memory" | "sqlite" | "http" | "client" | "model";

/** The runners of the product; "model" is what they are compared with. */
export const RUNNER_NAMES: readonly RunnerName[] = ["core", "memory", "sqlite", "http", "client"];

export interface ProblemAnswer {
  readonly code: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly code: string; readonly message: string }[];
}

export type Outcome = { readonly answer: unknown } | { readonly problem: ProblemAnswer };

/** What a storage outage takes away; "back" ends it. */
export type StoreState = "full" | "away" | "back";

/** A running Purser with one environment `live`, fresh for each scenario. */
export interface System {
  /** `input` is flat: path parameters, query and body. `key` is another API key than the root's; "" sends none. */
  call(operation: string, input: Record<string, unknown>, key?: string): Promise<Outcome>;
  /** Holds whose time is over are expired when it resolves. */
  setClock(ms: number): Promise<void>;
  restart?(): Promise<void>;
  setStore?(state: StoreState): void;
  stop(): Promise<void>;
}

export interface Runner {
  readonly name: RunnerName;
  /** A system with nothing in it, for this scenario alone. */
  start(clockMs: number, scenario: Scenario): Promise<System>;
  /** Ends what scenarios have shared. */
  stop?(): Promise<void>;
}

export interface CallStep {
  readonly do: string;
  readonly with: Record<string, unknown>;
  readonly as?: string;
  readonly answer?: unknown;
  readonly problem?: unknown;
  readonly remember?: Record<string, string>;
  readonly note?: string;
}

export type Step =
  | CallStep
  | { readonly clock: string; readonly note?: string }
  | { readonly restart: true; readonly note?: string }
  | { readonly store: StoreState; readonly note?: string }
  | { readonly remember: Record<string, string>; readonly note?: string };

export interface Scenario {
  readonly subject: string;
  readonly name: string;
  readonly rules: readonly string[];
  /** Where the scenario begins, in milliseconds. */
  readonly clock: number;
  /** Runners that can't play it, each with the reason. */
  readonly not: Partial<Record<RunnerName, string>>;
  /** Its setups' steps come first; `setupSteps` of them. */
  readonly steps: readonly Step[];
  readonly setupSteps: number;
}
