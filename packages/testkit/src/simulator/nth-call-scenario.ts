// The scenario whose n-th store call fails: every kind of write once, some of them twice.
import type { Command } from "./command-maker.ts";
import type { SentEvent, SentEvents } from "./sent-event.ts";
import type { SentSpend, SentSpends, SpendOperation } from "./sent-spend.ts";
import { CUSTOMER } from "./simulated-catalog.ts";
import type { StepOperation } from "./spend-maker.ts";

export type MakeCommand = (events: SentEvents, spends: SentSpends) => Command;

function usage(name: string, fields: Record<string, unknown>, ...items: SentEvent["items"] & object): MakeCommand {
  return (events) => ({ kind: "ingest", events: [add(events, name, { fields, items })], withFigures: true });
}

function add(
  events: SentEvents,
  name: string,
  made: { readonly fields: Record<string, unknown>; readonly items: NonNullable<SentEvent["items"]> },
): SentEvent {
  const standing = events.all.get(name);
  if (standing !== undefined) return standing;
  const { fields, items } = made;
  const sent = items.map(({ capabilityId, units }) => ({
    capabilityId,
    amount: capabilityId === "credits" ? units / 100 : units,
  }));
  const what = "correctsEntryId" in fields ? { amount: sent[0]?.amount } : { items: sent };
  const wire = {
    customerId: CUSTOMER,
    ...what,
    ...fields,
    metadata: { event: name, request: name },
    idempotencyKey: name,
  };
  return events.add({ name, customerId: CUSTOMER, key: name, wire, items });
}

/** A consume, reserve or split; the first reservation has the number 1. */
function spend(
  name: string,
  operation: SpendOperation,
  made: { readonly fields: Record<string, unknown>; readonly units: number },
): MakeCommand {
  return (_, spends) => ({ kind: "spend", spend: addSpend(spends, name, { operation, ...made }) });
}

function addSpend(
  spends: SentSpends,
  name: string,
  made: { readonly operation: SpendOperation; readonly fields: Record<string, unknown>; readonly units: number },
): SentSpend {
  const { operation, fields, units } = made;
  const sent = { capabilityId: "tokens", [operation === "consume" ? "requestedUsage" : "amount"]: units };
  const input = { customerId: CUSTOMER, items: [sent], ...fields, metadata: { event: name }, idempotencyKey: name };
  const items = [tokens(units)];
  const before = spends.all.get(name);
  return before ?? spends.add({ name, operation, customerId: CUSTOMER, key: name, input, items, isModest: false });
}

const step =
  (operation: StepOperation, reservationId: string, fields: Record<string, unknown>): MakeCommand =>
  () => ({ kind: "step", operation, reservationId, input: { customerId: CUSTOMER, reservationId, ...fields } });

const tokens = (units: number) => ({ capabilityId: "tokens", units });
const credits = (units: number) => ({ capabilityId: "credits", units });
const catalog = (operation: string, input: Record<string, unknown>): MakeCommand => {
  return () => ({ kind: "catalog", operation, input: { customerId: CUSTOMER, ...input } });
};
const assignment = { entityId: "t1", capabilityId: "credits", cadence: "P1D", usageLimit: 5 };

export const SCENARIO: readonly MakeCommand[] = [
  usage("one", { dimensions: { agentId: "a1", model: "m1" } }, tokens(7)),
  usage("items", { dimensions: { agentId: "a1" } }, tokens(3), credits(25)),
  usage("newcomer", { dimensions: { userId: "u0", teamId: "t1" } }, tokens(4)),
  usage("one", { dimensions: { agentId: "a1", model: "m1" } }, tokens(7)),
  usage("late", { dimensions: { agentId: "a2" }, timestamp: "2026-03-09T10:00:00.000Z" }, tokens(5)),
  catalog("upsertAssignments", { assignments: [assignment] }),
  usage("corrected", { correctsEntryId: "ent_1" }, tokens(-2)),
  catalog("upsertEntities", { entities: [{ id: "a1", parentId: "t2" }] }),
  usage("moved", { dimensions: { agentId: "a1", model: "m1" } }, tokens(11), credits(1)),
  (events) => {
    const name = "void ent_2";
    const made = { name, customerId: CUSTOMER, key: null, wire: { metadata: { event: name } }, items: null };
    return { kind: "void", event: events.all.get(name) ?? events.add(made), entryId: "ent_2" };
  },
  spend("consumed", "consume", { fields: { dimensions: { agentId: "a2" } }, units: 2 }),
  spend("held", "reserve", { fields: { dimensions: { agentId: "a3" } }, units: 9 }),
  spend("split", "splitReservation", { fields: { reservationId: "res_1", dimensions: { agentId: "a2" } }, units: 3 }),
  spend("held", "reserve", { fields: { dimensions: { agentId: "a3" } }, units: 9 }),
  step("extendReservation", "res_1", { items: [{ capabilityId: "tokens", amount: 8 }] }),
  step("commitReservation", "res_1", { items: [{ capabilityId: "tokens", amount: 7 }] }),
  step("releaseReservation", "res_2", {}),
  spend("expiring", "reserve", { fields: { dimensions: { agentId: "a3" }, ttlMs: 1_000 }, units: 1 }),
  () => ({ kind: "clock", hours: 1 }),
  () => ({ kind: "sweep" }),
  catalog("upsertAssignments", { assignments: [{ ...assignment, cadence: "P1M", entityId: "a1" }] }),
  () => ({ kind: "verify" }),
];
