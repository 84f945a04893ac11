// Problems: the closed list of codes with status and title, and the one shape in which they are answered (RFC 9457, page 5).
import { z } from "zod";

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** A repeat can't fare better: answered with `x-should-retry: false`. */
  readonly isPermanent?: true;
}

const kind = (status: number, title: string): ProblemKind => ({ status, title });
const permanent = (status: number, title: string): ProblemKind => ({ status, title, isPermanent: true });

export const PROBLEM_CODES = {
  InvalidRequest: kind(400, "The request is not valid"),
  UnknownField: kind(400, "The request has an unknown field"),
  Unauthenticated: kind(401, "No valid API key or console token"),
  Forbidden: kind(403, "The API key or console token may not do this"),
  NotFound: kind(404, "Not found"),
  CustomerNotFound: kind(404, "No such customer"),
  EntityNotFound: kind(404, "No such entity"),
  CapabilityNotFound: kind(404, "No such capability"),
  VersionConflict: permanent(409, "Changed by somebody else meanwhile"),
  NaturalKeyConflict: permanent(409, "Another assignment has this natural key"),
  ImmutableField: permanent(409, "The field can't be changed"),
  IdempotencyConflict: permanent(409, "The idempotency key stands for other content"),
  ArchivedEntity: permanent(409, "It is archived"),
  HasActiveChildren: permanent(409, "It has active children"),
  HierarchyCycle: kind(400, "The hierarchy would have a cycle"),
  UnresolvedDimensions: kind(422, "Something named is not there"),
  TimestampTooOld: kind(400, "The timestamp is too old"),
  TimestampInFuture: kind(400, "The timestamp is in the future"),
  AmountOutOfRange: permanent(409, "A budget would leave the range of amounts"),
  TooManyEntities: kind(400, "Too many entities in one request"),
  ProvisionLimit: kind(429, "The provision limit is reached"),
  TooManyOpenReservations: kind(429, "Too many holds are open"),
  ReservationEnded: permanent(409, "The reservation has ended"),
  SplitTooDeep: permanent(409, "Too many splits of one hold"),
  AmountExceedsHold: permanent(409, "More than the reservation holds"),
  NotCorrectable: permanent(409, "The entry can't be corrected"),
  AttributionKeyTaken: permanent(409, "Another entity type has this attribution key"),
  NoParentBudget: permanent(409, "A carved limit has no budget above it to be carved out of"),
  AllocationConflict: permanent(409, "More would be set aside than the budget above has"),
  EntityTypeInUse: permanent(409, "Active entities have this type"),
  CorrectionExceedsEntry: permanent(409, "The correction exceeds what is left of the entry"),
  CustomerArchived: permanent(409, "The customer is archived"),
  StoreUnavailable: kind(503, "The store is away"),
  DiskFull: kind(503, "The disk is full"),
  ClockBehind: kind(503, "The server's clock is behind"),
  Overloaded: kind(503, "Too much at once"),
  MethodNotAllowed: kind(405, "The method is not allowed here"),
  NotAcceptable: kind(406, "No answer in the form asked for"),
  RequestTimeout: kind(408, "The request took too long to arrive"),
  PayloadTooLarge: kind(413, "The body is too large"),
  UriTooLong: kind(414, "The address is too long"),
  UnsupportedMediaType: kind(415, "The content type or encoding is not supported"),
  HeadersTooLarge: kind(431, "The headers are too large"),
  Internal: kind(500, "A fault inside Purser"),
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

const CODES = Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]];

export const problemCodeSchema = z.enum(CODES);

export const isPermanent = (code: ProblemCode): boolean => "isPermanent" in PROBLEM_CODES[code];

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: problemCodeSchema,
    detail: z.string().describe("What is wrong and what to do"),
    requestId: z.string(),
    errors: z.array(
      z.strictObject({ path: z.string().describe("JSON Pointer"), code: problemCodeSchema, message: z.string() }),
    ),
  })
  .meta({ id: "Problem" });

export type Problem = z.output<typeof problemSchema>;
