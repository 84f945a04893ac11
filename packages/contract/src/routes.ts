// The route table: every operation with its method, path, permission, input and answer; what is not here does not exist (page 5).
import { z } from "zod";
import {
  assignmentAnswer,
  assignmentPath,
  customerEntityTypePath,
  entityTypePath,
  listAssignmentsQuery,
  putDefaultAssignmentsBody,
  upsertAssignmentsBody,
} from "./assignment.ts";
import { capabilityAnswer, upsertCapabilitiesBody } from "./capability.ts";
import { checkBody, checkManyAnswer, checkManyBody, decisionAnswer } from "./check.ts";
import { customerAnswer, customerPath, listCustomersQuery, upsertCustomersBody } from "./customer.ts";
import { archiveEntitiesBody, entityAnswer, entityPath, listEntitiesQuery, upsertEntitiesBody } from "./entity.ts";
import { entityTypeAnswer, idsBody, upsertEntityTypesBody } from "./entity-type.ts";
import {
  apiKeyAnswer,
  apiKeyPath,
  createApiKeyBody,
  createdApiKeyAnswer,
  environmentAnswer,
  upsertEnvironmentBody,
} from "./environment.ts";
import { ingestAnswer, ingestBody, ingestResult } from "./ingest.ts";
import {
  auditEntryAnswer,
  denialRecordAnswer,
  entryPath,
  ledgerEntryAnswer,
  listAuditLogQuery,
  listDenialsQuery,
  listLedgerQuery,
  verifyAnswer,
  verifyBody,
  voidBody,
} from "./ledger.ts";
import { archivedOf, dataOf, pageOf, pageQuery } from "./page.ts";
import { route } from "./route.ts";
import { booleanQuery } from "./wire-text.ts";

const nothing = z.strictObject({});
/** Answered with 204 and no body. */
const noAnswer = z.null();
const pageOnly = z.strictObject(pageQuery);
const typesQuery = z.strictObject({ ...pageQuery, includeArchived: booleanQuery.optional() });
const ofCustomer = "/v1/customers/{customerId}";
const ofTypeDefaults = "/entity-types/{id}/default-assignments";

export const ROUTES = {
  upsertEntityTypes: route("PUT /v1/entity-types", "full", {
    summary: "Make or change entity types",
    takes: { body: upsertEntityTypesBody },
    answers: dataOf(entityTypeAnswer),
  }),
  listEntityTypes: route("GET /v1/entity-types", "read", {
    summary: "List entity types",
    takes: { query: typesQuery },
    answers: pageOf(entityTypeAnswer),
  }),
  archiveEntityTypes: route("POST /v1/entity-types/archive", "full", {
    summary: "Archive entity types that no active entity has",
    takes: { body: idsBody },
    answers: archivedOf(entityTypeAnswer),
  }),
  unarchiveEntityTypes: route("POST /v1/entity-types/unarchive", "full", {
    summary: "Bring archived entity types back",
    takes: { body: idsBody },
    answers: dataOf(entityTypeAnswer),
  }),
  putDefaultAssignments: route(`PUT /v1${ofTypeDefaults}`, "full", {
    summary: "Replace the defaults of an entity type",
    takes: { path: entityTypePath, body: putDefaultAssignmentsBody },
    answers: dataOf(assignmentAnswer),
  }),
  getDefaultAssignments: route(`GET /v1${ofTypeDefaults}`, "read", {
    summary: "The defaults of an entity type",
    takes: { path: entityTypePath },
    answers: dataOf(assignmentAnswer),
  }),
  putCustomerDefaultAssignments: route(`PUT ${ofCustomer}${ofTypeDefaults}`, "full", {
    summary: "Replace the defaults of an entity type at one customer",
    takes: { path: customerEntityTypePath, body: putDefaultAssignmentsBody },
    answers: dataOf(assignmentAnswer),
  }),
  getCustomerDefaultAssignments: route(`GET ${ofCustomer}${ofTypeDefaults}`, "read", {
    summary: "The defaults of an entity type at one customer",
    takes: { path: customerEntityTypePath },
    answers: dataOf(assignmentAnswer),
  }),
  upsertCapabilities: route("PUT /v1/capabilities", "full", {
    summary: "Make or change capabilities",
    takes: { body: upsertCapabilitiesBody },
    answers: dataOf(capabilityAnswer),
  }),
  listCapabilities: route("GET /v1/capabilities", "read", {
    summary: "List capabilities",
    takes: { query: pageOnly },
    answers: pageOf(capabilityAnswer),
  }),
  upsertCustomers: route("PUT /v1/customers", "full", {
    summary: "Make or change customers",
    takes: { body: upsertCustomersBody },
    answers: dataOf(customerAnswer),
  }),
  listCustomers: route("GET /v1/customers", "read", {
    summary: "List customers",
    takes: { query: listCustomersQuery },
    answers: pageOf(customerAnswer),
  }),
  getCustomer: route(`GET ${ofCustomer}`, "read", {
    summary: "One customer",
    takes: { path: customerPath },
    answers: customerAnswer,
  }),
  archiveCustomer: route(`POST ${ofCustomer}/archive`, "full", {
    summary: "Archive a customer: its usage is still counted, all else is refused",
    takes: { path: customerPath, body: nothing },
    answers: customerAnswer,
  }),
  unarchiveCustomer: route(`POST ${ofCustomer}/unarchive`, "full", {
    summary: "Bring an archived customer back",
    takes: { path: customerPath, body: nothing },
    answers: customerAnswer,
  }),
  upsertEntities: route(`PUT ${ofCustomer}/entities`, "full", {
    summary: "Make, change or move entities",
    takes: { path: customerPath, body: upsertEntitiesBody },
    answers: dataOf(entityAnswer),
  }),
  listEntities: route(`GET ${ofCustomer}/entities`, "read", {
    summary: "List entities",
    takes: { path: customerPath, query: listEntitiesQuery },
    answers: pageOf(entityAnswer),
  }),
  getEntity: route(`GET ${ofCustomer}/entities/{entityId}`, "read", {
    summary: "One entity",
    takes: { path: entityPath },
    answers: entityAnswer,
  }),
  erasePersonalData: route(`DELETE ${ofCustomer}/entities/{entityId}/personal-data`, "full", {
    summary: "Erase an entity's id, name and metadata everywhere; totals stay",
    takes: { path: entityPath },
    answers: noAnswer,
  }),
  archiveEntities: route(`POST ${ofCustomer}/entities/archive`, "full", {
    summary: "Archive entities; their assignments fall asleep",
    takes: { path: customerPath, body: archiveEntitiesBody },
    answers: archivedOf(entityAnswer),
  }),
  unarchiveEntities: route(`POST ${ofCustomer}/entities/unarchive`, "full", {
    summary: "Bring archived entities back; their assignments wake",
    takes: { path: customerPath, body: archiveEntitiesBody },
    answers: dataOf(entityAnswer),
  }),
  upsertAssignments: route(`PUT ${ofCustomer}/assignments`, "full", {
    summary: "Make, change or delete assignments in one atomic step",
    takes: { path: customerPath, body: upsertAssignmentsBody },
    answers: dataOf(assignmentAnswer),
  }),
  listAssignments: route(`GET ${ofCustomer}/assignments`, "read", {
    summary: "List assignments",
    takes: { path: customerPath, query: listAssignmentsQuery },
    answers: pageOf(assignmentAnswer),
  }),
  deleteAssignment: route(`DELETE ${ofCustomer}/assignments/{assignmentId}`, "full", {
    summary: "Delete an assignment",
    takes: { path: assignmentPath },
    answers: noAnswer,
  }),
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
  listLedger: route(`GET ${ofCustomer}/ledger`, "read", {
    summary: "Ledger entries by position",
    takes: { path: customerPath, query: listLedgerQuery },
    answers: pageOf(ledgerEntryAnswer),
  }),
  getLedgerEntry: route(`GET ${ofCustomer}/ledger/{entryId}`, "read", {
    summary: "One ledger entry as kept",
    takes: { path: entryPath },
    answers: ledgerEntryAnswer,
  }),
  voidLedgerEntry: route(`POST ${ofCustomer}/ledger/{entryId}/void`, "full", {
    summary: "Take back whatever is left of an entry",
    takes: { path: entryPath, body: voidBody },
    answers: ingestResult,
  }),
  listDenials: route(`GET ${ofCustomer}/denials`, "read", {
    summary: "What was denied, per budget and usage period",
    takes: { path: customerPath, query: listDenialsQuery },
    answers: dataOf(denialRecordAnswer),
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
};

export type OperationName = keyof typeof ROUTES;
