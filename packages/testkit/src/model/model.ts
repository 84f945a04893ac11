// The second model: a plain, slow implementation of the rules that shares no code with the product (R13).
import type { Outcome } from "../scenario.ts";
import { deleteAssignment } from "./assignment-catalog.ts";
import { judgeCarveOuts } from "./carve-outs.ts";
import { check } from "./check.ts";
import { nowFor } from "./clock.ts";
import { consume, reserve } from "./consume.ts";
import { voidLedgerEntry } from "./correction.ts";
import { archiveCustomer, unarchiveCustomer, upsertCustomers } from "./customer-catalog.ts";
import { getDefaults, putDefaults } from "./default-catalog.ts";
import { upsertOrTryAssignments } from "./dry-run.ts";
import { commitReservation, expireReservations, releaseReservation, releaseReservations } from "./ending.ts";
import { archiveEntities, unarchiveEntities, upsertEntities } from "./entity-catalog.ts";
import { erasePersonalData } from "./entity-erasure.ts";
import { createException, listExceptions, revokeException } from "./exceptions.ts";
import { extendReservation } from "./extend.ts";
import { applyGovernance } from "./governance.ts";
import { ingest } from "./ingest.ts";
import { approveLimitRequest, denyLimitRequest, fileLimitRequest, listLimitRequests } from "./limit-requests.ts";
import * as reads from "./reads.ts";
import { Refusal, statusOf } from "./refusal.ts";
import { getReservation, listReservations } from "./reservation.ts";
import { batchOf, type Fields, fieldsOf, refuseUnknown } from "./shape.ts";
import { splitReservation } from "./split.ts";
import { type Draft, draftOf, EMPTY, pairOf, type State } from "./state.ts";
import { queryTree } from "./tree.ts";
import * as vendor from "./vendor-catalog.ts";

type Operation = (draft: Draft, fields: Fields, now: number) => unknown;

/** Of writes that could leave a carve-out without room, judged on what stands after the whole of them (R35). */
const withRoom =
  (perform: Operation): Operation =>
  (draft, fields, now) => {
    const before = draftOf(draft);
    const answer = perform(draft, fields, now);
    judgeCarveOuts(before, draft, { customerId: String(fields.customerId), wall: now });
    return answer;
  };

/** The level of a customer, though the request forget to name it. */
const ofCustomer =
  (perform: Operation): Operation =>
  (draft, fields, now) =>
    perform(draft, { ...fields, customerId: fields.customerId ?? null }, now);

/** Each works on a draft, which stands only when it refuses nothing. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  upsertEntityTypes: vendor.upsertEntityTypes,
  archiveEntityTypes: vendor.archiveEntityTypes,
  unarchiveEntityTypes: vendor.unarchiveEntityTypes,
  upsertCapabilities: vendor.upsertCapabilities,
  upsertEnvironment: vendor.upsertEnvironment,
  putDefaultAssignments: putDefaults,
  putCustomerDefaultAssignments: ofCustomer(putDefaults),
  getDefaultAssignments: getDefaults,
  getCustomerDefaultAssignments: ofCustomer(getDefaults),
  applyGovernance,
  upsertCustomers,
  archiveCustomer,
  unarchiveCustomer,
  upsertEntities: withRoom(upsertEntities),
  archiveEntities: withRoom(archiveEntities),
  unarchiveEntities: withRoom(unarchiveEntities),
  erasePersonalData,
  upsertAssignments: withRoom(upsertOrTryAssignments),
  deleteAssignment: withRoom(deleteAssignment),
  ingest,
  voidLedgerEntry,
  consume,
  reserve,
  commitReservation,
  releaseReservation,
  releaseReservations,
  extendReservation,
  splitReservation,
  createException: withRoom(createException),
  listExceptions,
  revokeException: withRoom(revokeException),
  fileLimitRequest,
  listLimitRequests,
  approveLimitRequest: withRoom(approveLimitRequest),
  denyLimitRequest,
  getReservation,
  listReservations,
  check: checkOne,
  checkMany,
  listEntityTypes: reads.listEntityTypes,
  listCapabilities: reads.listCapabilities,
  getCustomer: reads.getCustomer,
  listCustomers: reads.listCustomers,
  getEntity: reads.getEntity,
  listEntities: reads.listEntities,
  listAssignments: reads.listAssignments,
  getLedgerEntry: reads.getLedgerEntry,
  listLedger: reads.listLedger,
  listDenials: reads.listDenials,
  queryTree,
};

export class Model {
  #state: State = EMPTY;

  /** `input` as on the wire, flat; `now` is the wall clock in milliseconds. */
  call(operation: string, input: Record<string, unknown>, now: number): Outcome {
    const perform = OPERATIONS[operation];
    if (perform === undefined) throw new Error(`the model has no operation "${operation}"`);
    const draft = draftOf(this.#state);
    draft.clock = now;
    try {
      const answer = perform(draft, input, now);
      this.#state = draft;
      return { answer };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  /** The wall clock stands there now: what has expired ends. */
  setClock(now: number): void {
    const draft = draftOf(this.#state);
    draft.clock = now;
    expireReservations(draft, now);
    this.#state = draft;
  }
}

function problemOf(error: unknown): {
  code: string;
  status: number;
  detail: string;
  errors: { path: string; code: string; message: string }[];
} {
  if (!(error instanceof Refusal)) throw error;
  const errors = error.faults.map(({ code, path, told = "" }) => ({ path, code, message: `${code} ${told}`.trim() }));
  return { code: error.code, status: statusOf(error.code), detail: error.message, errors };
}

/** A check creates nothing; of its denials those stay that befell entities which exist (R25). */
function checkOne(draft: Draft, fields: Fields, wall: number): unknown {
  const customerId = typeof fields.customerId === "string" ? fields.customerId : "";
  const { decision, denials } = check(draftOf(draft), fields, nowFor(draft, customerId, wall));
  draft.denials.push(...denials.filter(({ entityId }) => draft.entities.has(pairOf(customerId, entityId))));
  return decision;
}

function checkMany(draft: Draft, fields: Fields, wall: number): unknown {
  refuseUnknown(fields, "checks");
  const data = batchOf(fields.checks, "/checks").map((raw) => {
    try {
      return checkOne(draft, fieldsOf(raw, ""), wall);
    } catch (error) {
      return { problem: problemOf(error) };
    }
  });
  return { data };
}
