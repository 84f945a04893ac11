// The rows of exceptions and limit requests in store exams; some of their texts are the id of the entity "team".
import type { CatalogRows, Exception, LimitRequest } from "@purser/core";
import { EXAM_AT } from "./exam-store.ts";

const raised = {
  environment: 1,
  customer: 1,
  entity: 2,
  capability: 1,
  scope: [],
  cadence: "P1M",
  usageLimit: 500,
  amount: null,
  reason: "Launch week",
  createdAt: EXAM_AT,
};

const asked: Omit<LimitRequest, "number" | "idempotencyKey"> = {
  ...raised,
  from: null,
  until: null,
  subject: "team",
  content: "c0",
  state: "pending",
  comment: null,
  decidedBy: null,
  decidedAt: null,
  decisionContent: null,
  exception: 0,
};

const granted: Omit<Exception, "number" | "idempotencyKey"> = {
  ...raised,
  from: EXAM_AT,
  until: null,
  actor: "key_1",
  content: "c1",
  limitRequest: 0,
  revokedAt: null,
};

export const RAISE_ROWS: { readonly [Kind in "limitRequest" | "exception"]: readonly CatalogRows[Kind][] } = {
  limitRequest: [
    { ...asked, number: 1, idempotencyKey: "ask 1" },
    {
      ...asked,
      number: 2,
      idempotencyKey: "ask 🚀",
      scope: [1],
      cadence: null,
      usageLimit: null,
      amount: 0,
      from: EXAM_AT + 1,
      until: EXAM_AT + 2,
      state: "approved",
      comment: "Once",
      decidedBy: "team",
      decidedAt: EXAM_AT + 3,
      decisionContent: "d0",
      exception: 2,
    },
    {
      ...asked,
      number: 3,
      idempotencyKey: "ask 3",
      until: "periodEnd",
      state: "denied",
      subject: null,
      comment: "team",
      decidedBy: "key_1",
      decidedAt: EXAM_AT,
    },
    { ...asked, number: 4, customer: 2, entity: 3, idempotencyKey: "ask 1" },
  ],
  exception: [
    { ...granted, number: 1, idempotencyKey: "grant 1", reason: "team" },
    {
      ...granted,
      number: 2,
      idempotencyKey: "ask 🚀",
      scope: [1],
      cadence: null,
      usageLimit: null,
      amount: 999_999_999_999_999,
      until: EXAM_AT + 2,
      actor: "team",
      limitRequest: 2,
      revokedAt: EXAM_AT + 9,
    },
    { ...granted, number: 3, customer: 2, entity: 3, idempotencyKey: "grant 1", reason: "team" },
  ],
};
