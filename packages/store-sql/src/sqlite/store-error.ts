// Errors of SQLite in the service's words: full is borne, anything about reading and writing the file ends the store.
import { StoreFailure } from "@purser/service";

const SQLITE_FULL = 13;
/** The primary code stands in the low byte. Anything of the file that went wrong: no further write may be trusted. */
const BROKEN = new Set([
  8 /* READONLY: the file was moved or its disk closed */, 10 /* IOERR */, 11 /* CORRUPT */, 14 /* CANTOPEN */,
  26 /* NOTADB */,
]);
const PRIMARY = 0xff;

export type ErrorKind = "full" | "broken" | "bug";

export interface ToldError {
  readonly kind: ErrorKind;
  readonly detail: string;
}

export function toldError(error: unknown): ToldError {
  const detail = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  if (code === SQLITE_FULL) return { kind: "full", detail };
  return { kind: BROKEN.has(code) ? "broken" : "bug", detail };
}

function errorCode(error: unknown): number {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return 0;
  return Number(error.errcode) & PRIMARY;
}

export function failureOf({ kind, detail }: ToldError): Error {
  if (kind === "full") {
    const advice = "The disk of the ledger is full; nothing was written. Make room, then send the request again.";
    return new StoreFailure("DiskFull", advice);
  }
  return kind === "broken"
    ? new StoreFailure("StoreUnavailable", `The ledger's file failed: ${detail}`)
    : new Error(detail);
}
