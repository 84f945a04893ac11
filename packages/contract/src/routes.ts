// The route table: every operation with its method, path, permission, input and answer; what is not here does not exist (page 5).

import { z } from "zod";
import { backupAnswer } from "./backup.ts";
import { CATALOG_ROUTES } from "./catalog-routes.ts";
import { checkBody, checkManyAnswer, checkManyBody, decisionAnswer } from "./check.ts";
import { consoleTokenPath, createConsoleTokenBody, createdConsoleTokenAnswer } from "./console-token.ts";
import { customerPath } from "./customer.ts";
import {
  apiKeyAnswer,
  apiKeyPath,
  createApiKeyBody,
  createdApiKeyAnswer,
  environmentAnswer,
  upsertEnvironmentBody,
} from "./environment.ts";
import { EXCEPTION_ROUTES } from "./exception-routes.ts";
import { queryTreeQuery, treeAnswer } from "./governance.ts";
import { applyGovernanceAnswer, applyGovernanceBody } from "./governance-document.ts";
import { ingestAnswer, ingestBody, ingestResult } from "./ingest.ts";
import {
  auditEntryAnswer,
  entryPath,
  explainedEntryAnswer,
  ledgerEntryAnswer,
  listAuditLogQuery,
  listDenialsAnswer,
  listDenialsQuery,
  listLedgerQuery,
  verifyAnswer,
  verifyBody,
  voidBody,
} from "./ledger.ts";
import { pageOf, pageQuery } from "./page.ts";
import { RESERVATION_ROUTES } from "./reservation-routes.ts";
import { noAnswer, route } from "./route.ts";

const nothing = z.strictObject({});
const pageOnly = z.strictObject(pageQuery);
const ofCustomer = "/v1/customers/{customerId}";

export const ROUTES = {
  ...CATALOG_ROUTES,
  check: route(`POST ${ofCustomer}/check`, "read", {
    summary: "May this much run? Moves no figure",
    takes: { path: customerPath, body: checkBody },
    answers: decisionAnswer,
  }),
  checkMany: route("POST /v1/check", "read", {
    summary: "Up to 100 checks, each alone",
    takes: { body: checkManyBody },
    answers: checkManyAnswer,
  }),
  ingest: route("POST /v1/ingest", "full", {
    summary: "Report usage after the fact; counted at every level at once",
    takes: { body: ingestBody },
    answers: ingestAnswer,
  }),
  ...RESERVATION_ROUTES,
  ...EXCEPTION_ROUTES,
  queryTree: route(
    `GET ${ofCustomer}/governance`,
    { key: "read", token: "viewGovernance" },
    {
      summary: "The governance tree: entity × budget, filtered, ordered, with totals",
      takes: { path: customerPath, query: queryTreeQuery },
      answers: treeAnswer,
    },
  ),
  listLedger: route(`GET ${ofCustomer}/ledger`, "read", {
    summary: "Ledger entries by position",
    takes: { path: customerPath, query: listLedgerQuery },
    answers: pageOf(ledgerEntryAnswer),
  }),
  getLedgerEntry: route(`GET ${ofCustomer}/ledger/{entryId}`, "read", {
    summary: "One ledger entry as kept, explained: the budgets consulted and moved, with the numbers of then",
    takes: { path: entryPath },
    answers: explainedEntryAnswer,
  }),
  voidLedgerEntry: route(`POST ${ofCustomer}/ledger/{entryId}/void`, "full", {
    summary: "Take back whatever is left of an entry",
    takes: { path: entryPath, body: voidBody },
    answers: ingestResult,
  }),
  listDenials: route(`GET ${ofCustomer}/denials`, "read", {
    summary: "What was denied, per budget and usage period; with requestId explained",
    takes: { path: customerPath, query: listDenialsQuery },
    answers: listDenialsAnswer,
  }),
  listAuditLog: route("GET /v1/audit-log", "read", {
    summary: "Who changed what, before and after",
    takes: { query: listAuditLogQuery },
    answers: pageOf(auditEntryAnswer),
  }),
  verify: route("POST /v1/verify", "full", {
    summary: "Prove that counters equal the fold of the ledger, and repair them if asked",
    takes: { body: verifyBody },
    answers: verifyAnswer,
  }),
  createBackup: route("POST /v1/backups", "full", {
    summary: "Copy everything into the data directory while all goes on, proved by a fold",
    takes: { body: nothing },
    answers: backupAnswer,
  }),
  applyGovernance: route("POST /v1/apply", "full", {
    summary: "Bring the catalog to what a document says, all of it or nothing",
    takes: { body: applyGovernanceBody },
    answers: applyGovernanceAnswer,
  }),
  upsertEnvironment: route("PUT /v1/environments", "root", {
    summary: "Make or change an environment",
    takes: { body: upsertEnvironmentBody },
    answers: environmentAnswer,
  }),
  listEnvironments: route("GET /v1/environments", "root", {
    summary: "List environments",
    takes: { query: pageOnly },
    answers: pageOf(environmentAnswer),
  }),
  createApiKey: route("POST /v1/api-keys", "full", {
    summary: "Make an API key; its secret is told once",
    takes: { body: createApiKeyBody },
    answers: createdApiKeyAnswer,
  }),
  listApiKeys: route("GET /v1/api-keys", "read", {
    summary: "List API keys",
    takes: { query: pageOnly },
    answers: pageOf(apiKeyAnswer),
  }),
  deleteApiKey: route("DELETE /v1/api-keys/{keyId}", "full", {
    summary: "Revoke an API key",
    takes: { path: apiKeyPath },
    answers: noAnswer,
  }),
  createConsoleToken: route("POST /v1/console-tokens", "full", {
    summary: "Make a console token for somebody at a customer; it is kept nowhere",
    takes: { body: createConsoleTokenBody },
    answers: createdConsoleTokenAnswer,
  }),
  deleteConsoleToken: route("DELETE /v1/console-tokens/{tokenId}", "full", {
    summary: "Revoke a console token",
    takes: { path: consoleTokenPath },
    answers: noAnswer,
  }),
};

export type OperationName = keyof typeof ROUTES;
