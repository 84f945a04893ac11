// Routes of exceptions and limit requests: limits raised for a time, and who asks for it (R36).
import { customerPath } from "./customer.ts";
import {
  approveBody,
  denyBody,
  exceptionAnswer,
  exceptionBody,
  exceptionPath,
  limitRequestAnswer,
  limitRequestPath,
  listExceptionsQuery,
  listLimitRequestsQuery,
} from "./exception.ts";
import { pageOf } from "./page.ts";
import { noAnswer, route } from "./route.ts";

const ofCustomer = "/v1/customers/{customerId}";
const ofRequest = `${ofCustomer}/limit-requests/{limitRequestId}` as const;

export const EXCEPTION_ROUTES = {
  createException: route(`POST ${ofCustomer}/exceptions`, "full", {
    summary: "Raise a limit for a time, or add to it",
    takes: { path: customerPath, body: exceptionBody },
    answers: exceptionAnswer,
  }),
  listExceptions: route(`GET ${ofCustomer}/exceptions`, "read", {
    summary: "Exceptions, newest first; lapsed and revoked ones too",
    takes: { path: customerPath, query: listExceptionsQuery },
    answers: pageOf(exceptionAnswer),
  }),
  revokeException: route(`DELETE ${ofCustomer}/exceptions/{exceptionId}`, "full", {
    summary: "Revoke an exception",
    takes: { path: exceptionPath },
    answers: noAnswer,
  }),
  fileLimitRequest: route(`POST ${ofCustomer}/limit-requests`, "full", {
    summary: "Ask for an exception",
    takes: { path: customerPath, body: exceptionBody },
    answers: limitRequestAnswer,
  }),
  listLimitRequests: route(`GET ${ofCustomer}/limit-requests`, "read", {
    summary: "Limit requests, newest first",
    takes: { path: customerPath, query: listLimitRequestsQuery },
    answers: pageOf(limitRequestAnswer),
  }),
  approveLimitRequest: route(`POST ${ofRequest}/approve`, "full", {
    summary: "Approve a limit request, which makes an exception",
    takes: { path: limitRequestPath, body: approveBody },
    answers: limitRequestAnswer,
  }),
  denyLimitRequest: route(`POST ${ofRequest}/deny`, "full", {
    summary: "Deny a limit request",
    takes: { path: limitRequestPath, body: denyBody },
    answers: limitRequestAnswer,
  }),
};
