// Check: may this much run? Reads the catalog's snapshot and the live counters, lets the core decide, moves no figure (R17, R18).
import type { Input } from "@purser/contract";
import {
  type AttributionPlace,
  type Capability,
  capabilityNotFound,
  type ChainNode,
  chainsOf,
  type CustomerState,
  type Decision,
  decide,
  type EnvironmentState,
  fault,
  governingDefaults,
  judgeResolution,
  parseAmount,
  type Resolution,
  resolve,
  roundingOf,
} from "@purser/core";
import type { Caller } from "./caller.ts";
import type { Operations } from "./operation.ts";
import { type Engine, environmentOf, nowFor } from "./engine.ts";
import { putNewCustomer } from "./entry-batch.ts";
import { ProblemError, problemOf } from "./problem-error.ts";
import { headOf } from "./write-queue.ts";

export type CheckInput = Input<"check">;

export function makeCheck(engine: Engine): Operations["check"] {
  return async (caller, input) => judgeCheck(engine, caller, input);
}

/** The decision of one check; embedded counters answer at once, others by a promise. */
export function judgeCheck(engine: Engine, caller: Caller, input: CheckInput): Decision | Promise<Decision> {
  const environment = environmentOf(engine, caller);
  const known = environment.customers.get(input.customerId);
  if (input.atLeast !== undefined) judgePosition(engine, input.atLeast);
  if (known === undefined) return judgeUnknownCustomer(engine, caller, environment, input);
  if (known.row.archivedAt !== null) throw customerArchived(known.row.id);
  return judgeFor(engine, caller, { environment, customer: known }, input);
}

interface Place {
  readonly environment: EnvironmentState;
  readonly customer: CustomerState;
}

/** R12: an unknown customer is a new, empty one; it is there for the length of the judgement only. */
function judgeUnknownCustomer(
  engine: Engine,
  caller: Caller,
  environment: EnvironmentState,
  input: CheckInput,
): Decision | Promise<Decision> {
  if (input.strict ?? environment.row.strict) {
    const detail = `No customer "${input.customerId}", and the check is strict. Make it with PUT /v1/customers, or send strict: false.`;
    throw new ProblemError("CustomerNotFound", detail);
  }
  const { snapshot } = engine;
  const lastEntity = snapshot.entities.last;
  const lastCustomer = snapshot.customers.length - 1;
  putNewCustomer(engine, environment, input.customerId);
  try {
    return judgeFor(engine, caller, { environment, customer: snapshot.customer(lastCustomer + 1) }, input);
  } finally {
    snapshot.truncate(lastEntity, lastCustomer);
  }
}

function judgeFor(engine: Engine, caller: Caller, place: Place, input: CheckInput): Decision | Promise<Decision> {
  const { snapshot } = engine;
  const { environment, customer } = place;
  const capability = environment.capabilities.get(input.capabilityId);
  if (capability === undefined) throw problemOf(capabilityNotFound(input.capabilityId, "/capabilityId"));
  const requested = requestedUnits(capability, input.requestedUsage);
  const now = nowFor(engine, customer);
  const lastEntity = snapshot.entities.last;
  const lastCustomer = snapshot.customers.length - 1;
  const whole: AttributionPlace = { snapshot, environment, customer, now };
  const resolution = resolve(whole, input);
  try {
    judgeLimited(whole, capability, resolution);
    if (resolution.unresolved.length > 0 || resolution.set.length > 1) {
      const refusal = judgeResolution(whole, input.strict, resolution);
      if (refusal !== null) throw problemOf(refusal);
    }
    const request = { snapshot, customer, capability: capability.number, set: resolution.set, now };
    const chains = chainsOf(request, resolution.leaves);
    const finish = (): Decision => {
      const decision = decide(
        {
          snapshot,
          capability,
          requested,
          unresolved: resolution.unresolved,
          position: engine.queue.position,
          requestId: caller.requestId,
        },
        chains,
      );
      if (!decision.isGranted) {
        const lastEntity = snapshot.entities.committed;
        engine.denials.record({ customer, capability, requested, decision, now, lastEntity }, chains);
      }
      return decision;
    };
    for (const chain of chains) {
      const reading = engine.counters.read(chain);
      if (reading !== undefined) return readAll(engine, chains).then(finish);
    }
    return finish();
  } finally {
    if (snapshot.entities.last !== lastEntity) snapshot.truncate(lastEntity, lastCustomer);
  }
}

async function readAll(engine: Engine, chains: readonly ChainNode[][]): Promise<void> {
  await engine.counters.read(chains.flat());
}

/** R17: one whole unit when nothing is said. */
function requestedUnits(capability: Capability, requestedUsage: number | string | undefined): number {
  const units = parseAmount(requestedUsage ?? 1, { scale: capability.scale, rounding: roundingOf(capability) });
  if (typeof units === "number") return units;
  throw problemOf(fault("InvalidRequest", units, "/requestedUsage"));
}

/** R6: nobody slips past a default by being new. */
function judgeLimited(place: AttributionPlace, capability: Capability, resolution: Resolution): void {
  for (const type of resolution.limited) {
    const defaults = governingDefaults(place.snapshot, place.customer, type.number);
    if (!defaults.some((standing) => standing.capability === capability.number)) continue;
    const detail = `The customer has reached its provision limit, and "${type.id}" has a default limit. Make the entity first, or raise provisionLimit.`;
    throw new ProblemError("ProvisionLimit", detail);
  }
}

function judgePosition(engine: Engine, atLeast: string): void {
  const head = headOf(atLeast);
  if (head >= 0 && head <= engine.queue.head) return;
  const detail = "The position is none that this server has answered. Send one from an earlier answer, or leave atLeast out.";
  throw problemOf(fault("InvalidRequest", detail, "/atLeast"));
}

export const customerArchived = (id: string): ProblemError =>
  new ProblemError("CustomerArchived", `Customer "${id}" is archived. Unarchive it first.`);
