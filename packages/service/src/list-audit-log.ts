// List audit log: who changed what in the environment, before and after, oldest first (R42).
import type { Answer } from "@purser/contract";
import { assignmentId, exceptionId, limitRequestId } from "@purser/core";
import type { AuditEntry } from "./catalog-port.ts";
import { type Engine, environmentOf } from "./engine.ts";
import { knownCustomer } from "./known-customer.ts";
import {
  answerApiKey,
  answerAssignmentRow,
  answerCapability,
  answerCustomer,
  answerEntity,
  answerEntityType,
  answerEnvironment,
  instantText,
} from "./manage/catalog-answer.ts";
import { answerExceptionRow, answerLimitRequest } from "./manage/exception-answer.ts";
import type { Operations } from "./operation.ts";
import type { Lists } from "./page.ts";
import { positionOf } from "./write-queue.ts";

type AuditAnswer = Answer<"listAuditLog">["data"][number];
type RowAnswer = NonNullable<AuditAnswer["before"]>;

export function makeListAuditLog(engine: Engine, lists: Lists): Operations["listAuditLog"] {
  return async (caller, input) => {
    const filter = {
      environment: environmentOf(engine, caller).row.number,
      customer: input.customerId === undefined ? null : knownCustomer(engine, caller, input.customerId).row.number,
      kind: input.kind ?? null,
    };
    return lists.page(caller, input, {
      name: "auditLog",
      find: (after, limit) => engine.catalog.auditLog({ ...filter, after, limit }),
      numberOf: ({ number }) => number,
      answer: (entry) => answerAudit(engine, entry),
    });
  };
}

function answerAudit(engine: Engine, entry: AuditEntry): AuditAnswer {
  const { change } = entry;
  return {
    number: entry.number,
    at: instantText(entry.at),
    position: positionOf(entry.position),
    actor: entry.actor,
    customerId: entry.customer === 0 ? null : engine.snapshot.customer(entry.customer).row.id,
    kind: change.kind,
    subjectId: subjectOf(change),
    before: rowOf(engine, change, "before"),
    after: rowOf(engine, change, "after"),
  };
}

function subjectOf(change: AuditEntry["change"]): string {
  const row = change.kind === "repair" ? null : (change.after ?? change.before);
  if (row === null) return "";
  if ("id" in row) return row.id;
  if (change.kind === "exception") return exceptionId(row.number);
  return change.kind === "limitRequest" ? limitRequestId(row.number) : assignmentId(row.number);
}

/** The row as callers saw it then. */
function rowOf(engine: Engine, change: AuditEntry["change"], side: "before" | "after"): RowAnswer | null {
  const { snapshot } = engine;
  switch (change.kind) {
    case "environment":
      return change[side] && answerEnvironment(change[side]);
    case "apiKey":
      return (
        change[side] && {
          ...answerApiKey(snapshot, change[side]),
          revokedAt: change[side].revokedAt === null ? null : instantText(change[side].revokedAt),
        }
      );
    case "revokedToken":
      return (
        change[side] && {
          id: change[side].id,
          expiresAt: instantText(change[side].expiresAt),
          revokedAt: instantText(change[side].revokedAt),
        }
      );
    case "entityType":
      return change[side] && { ...answerEntityType(change[side]) };
    case "capability":
      return change[side] && { ...answerCapability(change[side]) };
    case "customer":
      return change[side] && { ...answerCustomer(change[side]) };
    case "entity":
      return change[side] && { ...answerEntity(snapshot, change[side]) };
    case "repair":
      return { ...change[side] };
    case "assignment":
      return change[side] && { ...answerAssignmentRow(snapshot, change[side]) };
    case "exception":
      return change[side] && { ...answerExceptionRow(engine, change[side]) };
    case "limitRequest":
      return change[side] && { ...answerLimitRequest(engine, change[side]) };
  }
}
