// Check: may this much run? Reads the catalog's snapshot and the live counters, lets the core decide, moves no figure (R17, R18).
import type { Input } from "@purser/contract";
import {
  type AttributionPlace,
  archivedFault,
  type Capability,
  type ChainNode,
  type CustomerState,
  capabilityNotFound,
  chainsOf,
  type Decision,
  decide,
  type EnvironmentState,
  fault,
  judgeResolution,
  parseAmount,
  provisionLimitFault,
  type Resolution,
  resolve,
  roundingOf,
} from "@purser/core";
import type { Caller } from "./caller.ts";
import { askingOf, once } from "./denied-asking.ts";
import { type Engine, environmentOf, nowFor } from "./engine.ts";
import { lookAhead } from "./look-ahead.ts";
import { putNewCustomer } from "./new-customer.ts";
import type { Operations } from "./operation.ts";
import { ProblemError, problemOf } from "./problem-error.ts";
import { headOf } from "./write-queue.ts";

export type CheckInput = Input<"check">;

export function makeCheck(engine: Engine): Operations["check"] {
  // Not async: what answers at once needs no frame that could wait (measured: a twentieth of a check).
  return (caller, input) => {
    try {
      return Promise.resolve(judgeCheck(engine, caller, input));
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** The decision of one check; embedded counters answer at once, others by a promise. */
export function judgeCheck(engine: Engine, caller: Caller, input: CheckInput): Decision | Promise<Decision> {
  const environment = environmentOf(engine, caller);
  const known = environment.customers.get(input.customerId);
  if (input.atLeast !== undefined) judgePosition(engine, input.atLeast);
  if (known === undefined) return judgeUnknownCustomer(engine, environment, { caller, input });
  if (known.row.archivedAt !== null) throw customerArchived(known.row.id);
  return judgeFor(engine, { environment, customer: known }, { caller, input });
}

interface Place {
  readonly environment: EnvironmentState;
  readonly customer: CustomerState;
}

interface Asked {
  readonly caller: Caller;
  readonly input: CheckInput;
}

/** R12: an unknown customer is a new, empty one; it is there for the length of the judgement only. */
function judgeUnknownCustomer(
  engine: Engine,
  environment: EnvironmentState,
  asked: Asked,
): Decision | Promise<Decision> {
  const { customerId, strict } = asked.input;
  if (strict ?? environment.row.strict) {
    const detail = `No customer "${customerId}", and the check is strict. Make it with PUT /v1/customers, or send strict: false.`;
    throw new ProblemError("CustomerNotFound", detail);
  }
  const { snapshot } = engine;
  const lastEntity = snapshot.entities.last;
  const lastCustomer = snapshot.customers.length - 1;
  putNewCustomer(engine, environment, customerId);
  try {
    return judgeFor(engine, { environment, customer: snapshot.customer(lastCustomer + 1) }, asked);
  } finally {
    snapshot.truncate(lastEntity, lastCustomer);
  }
}

/** Newcomers of auto-provisioned types stand in the snapshot until the decision is made, then they are taken back. */
function judgeFor(engine: Engine, place: Place, asked: Asked): Decision | Promise<Decision> {
  const { snapshot } = engine;
  const { customer } = place;
  const capability = place.environment.capabilities.get(asked.input.capabilityId);
  if (capability === undefined) throw problemOf(capabilityNotFound(asked.input.capabilityId, "/capabilityId"));
  const requested = requestedUnits(capability, asked.input.requestedUsage);
  const now = nowFor(engine, customer);
  const lastEntity = snapshot.entities.last;
  const whole: AttributionPlace = { environment: place.environment, customer, snapshot, now };
  const resolution = resolve(whole, asked.input);
  try {
    const refusal =
      provisionLimitFault(whole, capability, resolution) ?? judgeResolution(whole, asked.input.strict, resolution);
    if (refusal !== null) throw problemOf(refusal);
    const chains = chainsOf(
      { snapshot, customer, capability: capability.number, set: resolution.set, now },
      resolution.leaves,
    );
    const judged = { customer, capability, requested, now, unresolved: resolution.unresolved, chains };
    return decideWithFigures(engine, asked.caller, judged);
  } finally {
    if (snapshot.entities.last !== lastEntity) snapshot.truncate(lastEntity, snapshot.customers.length - 1);
  }
}

interface Judged {
  readonly customer: CustomerState;
  readonly capability: Capability;
  /** In units. */
  readonly requested: number;
  readonly now: number;
  readonly unresolved: Resolution["unresolved"];
  readonly chains: readonly ChainNode[][];
}

/** Fills the chains' figures, then decides: at once where counters answer at once. */
function decideWithFigures(engine: Engine, caller: Caller, judged: Judged): Decision | Promise<Decision> {
  for (const chain of judged.chains) {
    const reading = engine.counters.read(chain);
    if (reading !== undefined) return readSlowly(engine, judged).then(() => decideOn(engine, caller, judged));
  }
  return decideOn(engine, caller, judged);
}

async function readSlowly(engine: Engine, judged: Judged): Promise<void> {
  await engine.counters.read(judged.chains.flat());
}

function decideOn(engine: Engine, caller: Caller, judged: Judged): Decision | Promise<Decision> {
  const decision = decideNow(engine, caller, judged);
  if (decision.isGranted) return noted(engine, judged, decision);
  const open = () => engine.reservations.of(judged.customer.row.number).values();
  const looking = lookAhead(engine, { ...judged, read: (nodes) => engine.counters.read(nodes), open });
  const again = (): Decision => noted(engine, judged, decideNow(engine, caller, judged));
  return looking === undefined ? again() : looking.then(again);
}

function decideNow(engine: Engine, caller: Caller, { capability, requested, unresolved, chains }: Judged): Decision {
  const { position } = engine.queue;
  return decide(
    { snapshot: engine.snapshot, capability, requested, unresolved, position, requestId: caller.requestId },
    chains,
  );
}

/** A budget of an entity that a check has only imagined is nobody's; nothing is recorded for it. */
function noted(engine: Engine, judged: Judged, decision: Decision): Decision {
  if (decision.isGranted && decision.warnings.length === 0) return decision;
  const lastEntity = engine.snapshot.entities.committed;
  const { now: instant } = judged;
  const standpoint = { position: engine.queue.head, revision: engine.queue.revision };
  const asked = { standpoint, instant, lastEntity, items: [judged], isItemized: false };
  const asking = once(() => askingOf(engine.snapshot, asked));
  engine.denials.record({ ...judged, decision, lastEntity, asking }, judged.chains);
  return decision;
}

/** R17: one whole unit when nothing is said. */
function requestedUnits(capability: Capability, requestedUsage: number | string | undefined): number {
  const units = parseAmount(requestedUsage ?? 1, { scale: capability.scale, rounding: roundingOf(capability) });
  if (typeof units === "number") return units;
  throw problemOf(fault("InvalidRequest", units, "/requestedUsage"));
}

function judgePosition(engine: Engine, atLeast: string): void {
  const head = headOf(atLeast);
  if (head >= 0 && head <= engine.queue.head) return;
  const detail =
    "The position is none that this server has answered. Send one from an earlier answer, or leave atLeast out.";
  throw problemOf(fault("InvalidRequest", detail, "/atLeast"));
}

export const customerArchived = (id: string): ProblemError => problemOf(archivedFault(id));
