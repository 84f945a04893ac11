// A new customer: comes into being when something is first counted or held for it (R12).
import type { EnvironmentState } from "@purser/core";
import { type Engine, nowFor } from "./engine.ts";

/** Puts a new, empty customer into the snapshot, uncommitted. */
export function putNewCustomer(engine: Engine, environment: EnvironmentState, id: string): void {
  engine.snapshot.apply({
    kind: "customer",
    before: null,
    after: {
      number: engine.snapshot.customers.length,
      environment: environment.row.number,
      id,
      displayName: null,
      timeZone: null,
      anchor: null,
      metadata: {},
      archivedAt: null,
      createdAt: nowFor(engine, undefined),
    },
  });
}
