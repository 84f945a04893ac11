// Traces: what goes around an operation when somebody follows requests; left out, an operation is called as it is.
import type { IncomingHttpHeaders } from "node:http";
import type { OperationName } from "@purser/contract";

export interface TracedRequest {
  readonly operation: OperationName;
  readonly requestId: string;
  /** The caller's place in its own trace stands here (`traceparent`). */
  readonly headers: IncomingHttpHeaders;
  /** Parsed, path parameters included. */
  readonly input: unknown;
}

/** Answers what `run` answers, and fails as it fails. */
export type Trace = (request: TracedRequest, run: () => Promise<unknown>) => Promise<unknown>;
