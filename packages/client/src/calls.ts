// The calls: method and path of every operation; the contract's route table is matched against it in the tests.
import type { OperationName } from "@purser/contract";

export type Method = "GET" | "PUT" | "POST" | "DELETE";

const customer = "/v1/customers/{customerId}";
const defaults = "/entity-types/{id}/default-assignments";

export const CALLS: { readonly [Name in OperationName]: readonly [method: Method, template: string] } = {
  upsertEntityTypes: ["PUT", "/v1/entity-types"],
  listEntityTypes: ["GET", "/v1/entity-types"],
  archiveEntityTypes: ["POST", "/v1/entity-types/archive"],
  unarchiveEntityTypes: ["POST", "/v1/entity-types/unarchive"],
  putDefaultAssignments: ["PUT", `/v1${defaults}`],
  getDefaultAssignments: ["GET", `/v1${defaults}`],
  putCustomerDefaultAssignments: ["PUT", `${customer}${defaults}`],
  getCustomerDefaultAssignments: ["GET", `${customer}${defaults}`],
  upsertCapabilities: ["PUT", "/v1/capabilities"],
  listCapabilities: ["GET", "/v1/capabilities"],
  upsertCustomers: ["PUT", "/v1/customers"],
  listCustomers: ["GET", "/v1/customers"],
  getCustomer: ["GET", customer],
  archiveCustomer: ["POST", `${customer}/archive`],
  unarchiveCustomer: ["POST", `${customer}/unarchive`],
  upsertEntities: ["PUT", `${customer}/entities`],
  listEntities: ["GET", `${customer}/entities`],
  getEntity: ["GET", `${customer}/entities/{entityId}`],
  erasePersonalData: ["DELETE", `${customer}/entities/{entityId}/personal-data`],
  archiveEntities: ["POST", `${customer}/entities/archive`],
  unarchiveEntities: ["POST", `${customer}/entities/unarchive`],
  upsertAssignments: ["PUT", `${customer}/assignments`],
  listAssignments: ["GET", `${customer}/assignments`],
  deleteAssignment: ["DELETE", `${customer}/assignments/{assignmentId}`],
  check: ["POST", `${customer}/check`],
  checkMany: ["POST", "/v1/check"],
  ingest: ["POST", "/v1/ingest"],
  queryTree: ["GET", `${customer}/governance`],
  listLedger: ["GET", `${customer}/ledger`],
  getLedgerEntry: ["GET", `${customer}/ledger/{entryId}`],
  voidLedgerEntry: ["POST", `${customer}/ledger/{entryId}/void`],
  listDenials: ["GET", `${customer}/denials`],
  listAuditLog: ["GET", "/v1/audit-log"],
  verify: ["POST", "/v1/verify"],
  createBackup: ["POST", "/v1/backups"],
  applyGovernance: ["POST", "/v1/apply"],
  upsertEnvironment: ["PUT", "/v1/environments"],
  listEnvironments: ["GET", "/v1/environments"],
  createApiKey: ["POST", "/v1/api-keys"],
  listApiKeys: ["GET", "/v1/api-keys"],
  deleteApiKey: ["DELETE", "/v1/api-keys/{keyId}"],
};
