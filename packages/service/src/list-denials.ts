// List denials: what was denied at which budget, newest figures first from memory, the rest as written (R25); one explained (R41).
import type { Answer } from "@purser/contract";
import { assignmentId, governingCalendar, toDecimal } from "@purser/core";
import type { Engine } from "./engine.ts";
import { explainDenials } from "./explain-denials.ts";
import { filteredCapability, filteredEntity, knownCustomer } from "./known-customer.ts";
import type { Operations } from "./operation.ts";
import type { Denial, DenialRecord } from "./ports.ts";
import type { SurveyQueue } from "./survey-queue.ts";

type DenialAnswer = Answer<"listDenials">["data"][number];

export function makeListDenials(engine: Engine, scans: SurveyQueue): Operations["listDenials"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    const filter = {
      customer: customer.row.number,
      entity: filteredEntity(customer, input.entityId),
      capability: filteredCapability(engine, caller, input.capabilityId),
    };
    const records = engine.denials
      .of(filter.customer, await engine.ledger.denials(filter))
      .filter(
        ({ entity, capability }) =>
          (filter.entity === null || entity === filter.entity) &&
          (filter.capability === null || capability === filter.capability),
      )
      .filter(({ recent }) => input.requestId === undefined || recent.some(isOf(input.requestId)));
    const newestFirst = records.sort((a, b) => b.lastAt - a.lastAt);
    const standing = newestFirst.filter((record) => engine.snapshot.assignments.has(record.assignment));
    const data = standing.map((record) => answerDenial(engine, record));
    if (input.requestId === undefined) return { data };
    // A budget that is gone has no record to show; what it denied is explained all the same.
    const denials = records.flatMap(({ recent }) => recent).filter(isOf(input.requestId));
    return { data, explanations: await explainDenials(engine, scans, { customer, denials }) };
  };
}

const isOf =
  (requestId: string) =>
  (denial: Denial): boolean =>
    denial.requestId === requestId;

function answerDenial(engine: Engine, record: DenialRecord): DenialAnswer {
  const { snapshot } = engine;
  const { assignments, entities } = snapshot;
  const { id: capabilityId, scale } = snapshot.capability(record.capability);
  const calendar = governingCalendar(snapshot, snapshot.customer(record.customer), record.assignment);
  const period = assignments.calendarAt(calendar).periodAt(record.firstAt);
  return {
    entityId: entities.ids[record.entity] ?? "",
    capabilityId,
    assignmentId: assignmentId(record.assignment),
    scopeEntityIds: [...assignments.scopes.ids(assignments.scope.get(record.assignment), entities)],
    cadence: assignments.rule(record.assignment).cadence,
    usagePeriodStart: Number.isFinite(record.periodStart) ? new Date(record.periodStart).toISOString() : null,
    // Where the rule of the periods has changed since, the end is not known any more.
    usagePeriodEnd: period.start === record.periodStart ? period.endText : null,
    count: record.count,
    firstAt: new Date(record.firstAt).toISOString(),
    lastAt: new Date(record.lastAt).toISOString(),
    recent: record.recent.map((denial) => ({
      at: new Date(denial.at).toISOString(),
      requestId: denial.requestId,
      requestedUsage: toDecimal(denial.requested, scale),
      currentUsage: toDecimal(denial.used, scale),
      heldUsage: toDecimal(denial.held, scale),
      usageLimit: toDecimal(denial.usageLimit, scale),
      reason: denial.reason,
    })),
  };
}
