// The rows of the model's ledger: entries, the reservations that they speak of, what keys guard, and denials.

export interface Entry {
  readonly id: string;
  readonly customerId: string;
  readonly kind: EntryKind;
  readonly capabilityId: string;
  readonly units: bigint;
  /** By how much it changes what its reservation holds. */
  readonly held: bigint;
  readonly timestamp: number;
  readonly recordedAt: number;
  /** The whole resolved set as it was, leaf first. */
  readonly set: readonly string[];
  readonly dimensions: Texts | null;
  readonly entityIds: readonly string[] | null;
  readonly metadata: Texts | null;
  readonly corrects: Entry | null;
  readonly reservationId: string | null;
  readonly idempotencyKey: string | null;
  /** Its place in the ledger, from 1. */
  readonly sequence: number;
  /** The place as of which it counts for `countFrom`: its own, that of what it corrects, or its reservation's opening (R16, R26). */
  readonly countsAt: number;
}

type Texts = Readonly<Record<string, string>>;

type EntryKind = "ingest" | "consume" | "commit" | "correction" | "hold" | "extend" | "split" | "release" | "expire";

/** What it holds stands in the ledger; here is what is fixed at opening, and how it ended (R26, R27, R30). */
export interface Reservation {
  readonly id: string;
  readonly customerId: string;
  readonly state: "open" | "committed" | "released" | "expired";
  /** In the order of the request. */
  readonly capabilityIds: readonly string[];
  readonly dimensions: Texts | null;
  readonly entityIds: readonly string[] | null;
  readonly metadata: Texts | null;
  readonly set: readonly string[];
  readonly paths: Paths;
  readonly openedAt: number;
  /** When the opening was that all of it was split from. */
  readonly firstOpenedAt: number;
  readonly expiresAt: number;
  readonly parentId: string | null;
  /** The first opening is 1. */
  readonly depth: number;
  readonly countsAt: number;
  readonly commit: Commit | null;
}

export interface Commit {
  /** By capability. */
  readonly amounts: ReadonlyMap<string, bigint>;
  readonly content: string;
  readonly isLate: boolean;
}

/** The entity ids of each chain, leaf first. */
export type Paths = readonly (readonly string[])[];

/** What a key guards: what was sent under it and what came of it. */
export interface Recorded {
  readonly content: string;
  readonly entries: readonly Entry[];
  /** What a repeat of a grant is answered with beside the entries; null where nothing was asked. */
  readonly granted: Granted | null;
}

interface Granted {
  readonly paths: Paths;
  readonly isItems: boolean;
  readonly reservationId: string | null;
}

export interface Denial {
  readonly customerId: string;
  readonly assignmentId: string;
  readonly entityId: string;
  readonly capabilityId: string;
  readonly period: { readonly start: number; readonly end: number };
  readonly at: number;
  readonly requested: bigint;
  readonly used: bigint;
  readonly held: bigint;
  readonly usageLimit: bigint;
  readonly reason: string;
}
