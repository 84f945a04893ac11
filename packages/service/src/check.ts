// Check: may this much run? Reads the catalog's snapshot and the live counters, lets the core decide, moves no figure (R17, R18).
import type { Input } from "@purser/contract";
import {
  AHEAD_MAX_MS,
  type AttributionPlace,
  type Capability,
  type ChainNode,
  type CustomerState,
  capabilityNotFound,
  chainsOf,
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
import { type Engine, environmentOf, nowFor } from "./engine.ts";
import { putNewCustomer } from "./entry-batch.ts";
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
    judgeLimited(whole, capability, resolution);
    const refusal = judgeResolution(whole, asked.input.strict, resolution);
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
  const { chains } = judged;
  for (const chain of chains) {
    const reading = engine.counters.read(chain);
    if (reading !== undefined) return readSlowly(engine, judged).then(() => decideOn(engine, caller, judged));
  }
  if (mayLieAhead(judged)) void readAhead(engine, nodesAhead(engine, judged));
  return decideOn(engine, caller, judged);
}

async function readSlowly(engine: Engine, judged: Judged): Promise<void> {
  await engine.counters.read(judged.chains.flat());
  await readAhead(engine, nodesAhead(engine, judged));
}

interface NodeAhead {
  readonly node: ChainNode;
  readonly next: ChainNode;
}

/** Most checks are far from the end of every usage period; this is all that they pay. */
function mayLieAhead({ chains, now }: Judged): boolean {
  for (const chain of chains) {
    for (const { period } of chain) if (period !== null && period.end - now <= AHEAD_MAX_MS) return true;
  }
  return false;
}

/** Usage may lie ahead only as far as clocks may run ahead (R16), so few denials have to look into the next period. */
function nodesAhead(engine: Engine, { chains, now, requested }: Judged): NodeAhead[] {
  const ahead: NodeAhead[] = [];
  for (const chain of chains) {
    for (const node of chain) {
      if (node.period === null || node.period.end - now > AHEAD_MAX_MS) continue;
      if (node.used + node.held + requested <= node.usageLimit) continue;
      const period = engine.snapshot.assignments.calendarAt(node.calendar).periodAt(node.period.end);
      ahead.push({ node, next: { ...node, period, used: 0, held: 0 } });
    }
  }
  return ahead;
}

function readAhead(engine: Engine, ahead: readonly NodeAhead[]): void | Promise<void> {
  const weigh = (): void => {
    for (const { node, next } of ahead) node.loadAhead = next.used + next.held;
  };
  const reading = engine.counters.read(ahead.map(({ next }) => next));
  return reading === undefined ? weigh() : reading.then(weigh);
}

function decideOn(engine: Engine, caller: Caller, judged: Judged): Decision {
  const { snapshot } = engine;
  const { capability, requested, unresolved, chains } = judged;
  const { position } = engine.queue;
  const decision = decide(
    { snapshot, capability, requested, unresolved, position, requestId: caller.requestId },
    chains,
  );
  // A budget of an entity that a check has only imagined is nobody's; nothing is recorded for it.
  const lastEntity = snapshot.entities.committed;
  if (!decision.isGranted) engine.denials.record({ ...judged, decision, lastEntity }, chains);
  return decision;
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
  const detail =
    "The position is none that this server has answered. Send one from an earlier answer, or leave atLeast out.";
  throw problemOf(fault("InvalidRequest", detail, "/atLeast"));
}

export const customerArchived = (id: string): ProblemError =>
  new ProblemError("CustomerArchived", `Customer "${id}" is archived. Unarchive it first.`);
