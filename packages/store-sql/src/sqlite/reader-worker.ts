// The reading thread: lists, scans, start-up and verify read here, so that they hold up neither checks nor writes.
import { parentPort, workerData } from "node:worker_threads";
import type { CatalogKind } from "@purser/core";
import type {
  AuditFilter,
  ChangeFilter,
  DenialFilter,
  EntryFilter,
  ReservationFilter,
  ScanRange,
} from "@purser/service";
import { readAuditLog, readChangeSlice, readRevisionBefore, readRowSlice, readState } from "../catalog-reads.ts";
import {
  readCounterSlice,
  readDenials,
  readEntries,
  readScanSlice,
  readSequenceBefore,
  readWithCorrections,
} from "../ledger-reads.ts";
import { readOpenReservations, readReservation, readReservations } from "../reservation-reads.ts";
import { openConnection } from "./sqlite-connection.ts";
import { SqliteSession } from "./sqlite-session.ts";
import { answerCalls } from "./thread-calls.ts";

const { file } = workerData as { readonly file: string };
const database = openConnection(file, { isReadOnly: true, pageCountMax: null });
const session = new SqliteSession(database);

if (parentPort === null) throw new Error("The reader runs as a thread of a store.");
answerCalls(parentPort, {
  ready: () => null,
  entries: (filter: EntryFilter) => readEntries(session, filter),
  entryWithCorrections: (sequence: number) => readWithCorrections(session, sequence),
  scan: (range: ScanRange) => readScanSlice(session, range),
  sequenceBefore: (instant: number) => readSequenceBefore(session, instant),
  counterSlice: (after: readonly number[]) => readCounterSlice(session, after),
  denials: (filter: DenialFilter) => readDenials(session, filter),
  openReservations: (after: number) => readOpenReservations(session, after),
  reservation: (number: number) => readReservation(session, number),
  reservations: (filter: ReservationFilter) => readReservations(session, filter),
  rows: ({ kind, after }: { kind: CatalogKind; after: number }) => readRowSlice(session, kind, after),
  countersFrom: (least: number) => countersFrom(least),
  state: () => readState(session),
  auditLog: (filter: AuditFilter) => readAuditLog(session, filter),
  changeSlice: (filter: ChangeFilter) => readChangeSlice(session, filter),
  revisionBefore: (sequence: number) => readRevisionBefore(session, sequence),
  close: () => database.close(),
});

/** How many counters are so far from 0, on either side. */
function countersFrom(least: number): number {
  const query = "select count(*) as found from counter where abs(used) >= :least or held >= :least";
  return Number(database.prepare(query).get({ least })?.found ?? 0);
}
