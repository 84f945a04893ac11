// All operations by name: every row of the contract's route table has its maker here, or the types refuse.
import type { Backups } from "./catalog-port.ts";
import { makeCheck } from "./check.ts";
import { makeCheckMany } from "./check-many.ts";
import { makeCommitReservation } from "./commit-reservation.ts";
import { ConsoleTokenIds } from "./console-token-id.ts";
import { makeConsume } from "./consume.ts";
import { makeCreateBackup } from "./create-backup.ts";
import type { Engine } from "./engine.ts";
import { makeExtendReservation } from "./extend-reservation.ts";
import { makeGetLedgerEntry } from "./get-ledger-entry.ts";
import { makeGetReservation } from "./get-reservation.ts";
import { makeIngest } from "./ingest.ts";
import { makeListAuditLog } from "./list-audit-log.ts";
import { makeListDenials } from "./list-denials.ts";
import { makeListLedger } from "./list-ledger.ts";
import { makeListReservations } from "./list-reservations.ts";
import { makeApplyGovernance } from "./manage/apply-governance.ts";
import { makeApproveLimitRequest } from "./manage/approve-limit-request.ts";
import { makeArchiveCustomer, makeUnarchiveCustomer } from "./manage/archive-customer.ts";
import { makeArchiveEntities } from "./manage/archive-entities.ts";
import { makeArchiveEntityTypes } from "./manage/archive-entity-types.ts";
import { makeCreateApiKey } from "./manage/create-api-key.ts";
import { makeCreateConsoleToken } from "./manage/create-console-token.ts";
import { makeCreateException } from "./manage/create-exception.ts";
import { makeDeleteApiKey } from "./manage/delete-api-key.ts";
import { makeDeleteAssignment } from "./manage/delete-assignment.ts";
import { makeDeleteConsoleToken } from "./manage/delete-console-token.ts";
import { makeDenyLimitRequest } from "./manage/deny-limit-request.ts";
import { makeErasePersonalData } from "./manage/erase-personal-data.ts";
import { makeFileLimitRequest } from "./manage/file-limit-request.ts";
import { makeGetCustomer } from "./manage/get-customer.ts";
import { makeGetCustomerDefaultAssignments, makeGetDefaultAssignments } from "./manage/get-default-assignments.ts";
import { makeGetEntity } from "./manage/get-entity.ts";
import { makeListApiKeys } from "./manage/list-api-keys.ts";
import { makeListAssignments } from "./manage/list-assignments.ts";
import { makeListCapabilities } from "./manage/list-capabilities.ts";
import { makeListCustomers } from "./manage/list-customers.ts";
import { makeListEntities } from "./manage/list-entities.ts";
import { makeListEntityTypes } from "./manage/list-entity-types.ts";
import { makeListEnvironments } from "./manage/list-environments.ts";
import { makeListExceptions } from "./manage/list-exceptions.ts";
import { makeListLimitRequests } from "./manage/list-limit-requests.ts";
import { makePutCustomerDefaultAssignments, makePutDefaultAssignments } from "./manage/put-default-assignments.ts";
import { makeRevokeException } from "./manage/revoke-exception.ts";
import { makeUnarchiveEntities } from "./manage/unarchive-entities.ts";
import { makeUnarchiveEntityTypes } from "./manage/unarchive-entity-types.ts";
import { makeUpsertAssignments } from "./manage/upsert-assignments.ts";
import { makeUpsertCapabilities } from "./manage/upsert-capabilities.ts";
import { makeUpsertCustomers } from "./manage/upsert-customers.ts";
import { makeUpsertEntities } from "./manage/upsert-entities.ts";
import { makeUpsertEntityTypes } from "./manage/upsert-entity-types.ts";
import { makeUpsertEnvironment } from "./manage/upsert-environment.ts";
import type { Operations } from "./operation.ts";
import { Lists } from "./page.ts";
import { makeQueryTree } from "./query-tree.ts";
import { makeReleaseReservation } from "./release-reservation.ts";
import { makeReleaseReservations } from "./release-reservations.ts";
import { makeReserve } from "./reserve.ts";
import type { Signer } from "./signer.ts";
import { makeSplitReservation } from "./split-reservation.ts";
import { SurveyQueue } from "./survey-queue.ts";
import type { TokenSeal } from "./token-seal.ts";
import { makeVerify } from "./verify-ledger.ts";
import { makeVoidLedgerEntry } from "./void-ledger-entry.ts";

/** What operations need beside the engine: secrets of this installation, each behind what it is for, and its backups. */
export interface OperationsBeside {
  readonly cursors: Signer;
  readonly keys: Signer;
  readonly tokenIds: Signer;
  readonly tokens: TokenSeal;
  readonly backups: Backups | null;
}

export function makeOperations(engine: Engine, beside: OperationsBeside): Operations {
  const lists = new Lists(beside.cursors);
  const ids = new ConsoleTokenIds(beside.tokenIds);
  const scans = new SurveyQueue();
  return {
    ...makeCatalogOperations(engine, lists),
    ...makeCustomerOperations(engine, lists),
    check: makeCheck(engine),
    checkMany: makeCheckMany(engine),
    ingest: makeIngest(engine),
    ...makeSpendOperations(engine, lists),
    queryTree: makeQueryTree(engine, beside.cursors),
    listLedger: makeListLedger(engine, lists),
    getLedgerEntry: makeGetLedgerEntry(engine, scans),
    voidLedgerEntry: makeVoidLedgerEntry(engine),
    listDenials: makeListDenials(engine, scans),
    listAuditLog: makeListAuditLog(engine, lists),
    verify: makeVerify(engine),
    createBackup: makeCreateBackup(beside.backups),
    upsertEnvironment: makeUpsertEnvironment(engine),
    listEnvironments: makeListEnvironments(engine, lists),
    createException: makeCreateException(engine),
    listExceptions: makeListExceptions(engine, lists),
    revokeException: makeRevokeException(engine),
    fileLimitRequest: makeFileLimitRequest(engine),
    listLimitRequests: makeListLimitRequests(engine, lists),
    approveLimitRequest: makeApproveLimitRequest(engine),
    denyLimitRequest: makeDenyLimitRequest(engine),
    createApiKey: makeCreateApiKey(engine, beside.keys),
    listApiKeys: makeListApiKeys(engine, lists),
    deleteApiKey: makeDeleteApiKey(engine),
    createConsoleToken: makeCreateConsoleToken(engine, { ids, seal: beside.tokens }),
    deleteConsoleToken: makeDeleteConsoleToken(engine, ids),
  };
}

/** What nobody can overspend with. */
const makeSpendOperations = (engine: Engine, lists: Lists) => ({
  consume: makeConsume(engine),
  reserve: makeReserve(engine),
  listReservations: makeListReservations(engine, lists),
  releaseReservations: makeReleaseReservations(engine),
  getReservation: makeGetReservation(engine),
  commitReservation: makeCommitReservation(engine),
  releaseReservation: makeReleaseReservation(engine),
  extendReservation: makeExtendReservation(engine),
  splitReservation: makeSplitReservation(engine),
});

/** What belongs to the environment as a whole. */
const makeCatalogOperations = (engine: Engine, lists: Lists) => ({
  upsertEntityTypes: makeUpsertEntityTypes(engine),
  listEntityTypes: makeListEntityTypes(engine, lists),
  archiveEntityTypes: makeArchiveEntityTypes(engine),
  unarchiveEntityTypes: makeUnarchiveEntityTypes(engine),
  putDefaultAssignments: makePutDefaultAssignments(engine),
  getDefaultAssignments: makeGetDefaultAssignments(engine),
  upsertCapabilities: makeUpsertCapabilities(engine),
  listCapabilities: makeListCapabilities(engine, lists),
  upsertCustomers: makeUpsertCustomers(engine),
  listCustomers: makeListCustomers(engine, lists),
  applyGovernance: makeApplyGovernance(engine),
});

/** What belongs to one customer. */
const makeCustomerOperations = (engine: Engine, lists: Lists) => ({
  getCustomer: makeGetCustomer(engine),
  archiveCustomer: makeArchiveCustomer(engine),
  unarchiveCustomer: makeUnarchiveCustomer(engine),
  putCustomerDefaultAssignments: makePutCustomerDefaultAssignments(engine),
  getCustomerDefaultAssignments: makeGetCustomerDefaultAssignments(engine),
  upsertEntities: makeUpsertEntities(engine),
  listEntities: makeListEntities(engine, lists),
  getEntity: makeGetEntity(engine),
  erasePersonalData: makeErasePersonalData(engine),
  archiveEntities: makeArchiveEntities(engine),
  unarchiveEntities: makeUnarchiveEntities(engine),
  upsertAssignments: makeUpsertAssignments(engine),
  listAssignments: makeListAssignments(engine, lists),
  deleteAssignment: makeDeleteAssignment(engine),
});
