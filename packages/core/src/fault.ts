// Faults: what rules of core answer instead of a result when a request cannot be processed; the edge makes problems of them.

/** The problem codes that rules of core raise; the closed list of all codes stands in the contract. */
export type FaultCode =
  | "InvalidRequest"
  | "Forbidden"
  | "NotFound"
  | "CustomerNotFound"
  | "EntityNotFound"
  | "CapabilityNotFound"
  | "VersionConflict"
  | "NaturalKeyConflict"
  | "ImmutableField"
  | "IdempotencyConflict"
  | "ArchivedEntity"
  | "HasActiveChildren"
  | "HierarchyCycle"
  | "UnresolvedDimensions"
  | "TimestampTooOld"
  | "TimestampInFuture"
  | "AmountOutOfRange"
  | "TooManyEntities"
  | "ProvisionLimit"
  | "TooManyOpenReservations"
  | "ReservationEnded"
  | "SplitTooDeep"
  | "AmountExceedsHold"
  | "NotCorrectable"
  | "AttributionKeyTaken"
  | "EntityTypeInUse"
  | "NoParentBudget"
  | "AllocationConflict"
  | "CorrectionExceedsEntry"
  | "CustomerArchived"
  | "ClockBehind";

/** An enumerable symbol rather than a class: it survives `{ ...fault, index }` and never shows in JSON. */
const BRAND: unique symbol = Symbol("fault");

export interface Fault {
  readonly [BRAND]: true;
  readonly code: FaultCode;
  /** What is wrong and what to do. */
  readonly detail: string;
  /** JSON Pointer (RFC 6901) inside the request, or inside the item when `index` is there. */
  readonly path?: string;
  /** The item of a batch that is at fault. */
  readonly index?: number;
}

export function fault(code: FaultCode, detail: string, path?: string): Fault {
  return path === undefined ? { [BRAND]: true, code, detail } : { [BRAND]: true, code, detail, path };
}

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && (value as Partial<Fault>)[BRAND] === true;
}
