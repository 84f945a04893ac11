// A customer: the organisation that is governed; its entities, counters and ledger are its own (R12, R14).
import { type Fault, fault } from "./fault.ts";

export interface Customer {
  readonly number: number;
  readonly environment: number;
  readonly id: string;
  readonly displayName: string | null;
  readonly timeZone: string | null;
  readonly anchor: number | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly archivedAt: number | null;
  readonly createdAt: number;
}

/** R12: what only goes on counting takes nothing new. */
export const archivedFault = (id: string): Fault =>
  fault("CustomerArchived", `Customer "${id}" is archived. Unarchive it first.`);
