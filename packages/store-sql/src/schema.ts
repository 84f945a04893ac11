// The tables of the store as Kysely sees them; the migrations make them, both dialects share them.
import type { ExceptionTable, LimitRequestTable } from "./exception-tables.ts";
import type {
  CounterTable,
  DenialRecordTable,
  IdempotencyKeyTable,
  LedgerEntryTable,
  LedgerMarkTable,
  ReservationTable,
  WriteBacklogTable,
} from "./ledger-tables.ts";

/** A lifetime counter has no start; its column holds this number, below every instant that a calendar can name. */
export const LIFETIME_START = Number.MIN_SAFE_INTEGER;

export const startToColumn = (start: number): number => (start === Number.NEGATIVE_INFINITY ? LIFETIME_START : start);
export const startFromColumn = (column: number): number =>
  column === LIFETIME_START ? Number.NEGATIVE_INFINITY : column;

/** The one shard of the embedded shape. */
export const ONLY_SHARD = 0;

type Flag = 0 | 1;

export interface Tables {
  ledger_entry: LedgerEntryTable;
  ledger_mark: LedgerMarkTable;
  idempotency_key: IdempotencyKeyTable;
  counter: CounterTable;
  denial_record: DenialRecordTable;
  shard_head: ShardHeadTable;
  environment: EnvironmentTable;
  api_key: ApiKeyTable;
  revoked_token: RevokedTokenTable;
  entity_type: EntityTypeTable;
  capability: CapabilityTable;
  customer: CustomerTable;
  entity: EntityRowTable;
  assignment: AssignmentRowTable;
  audit_entry: AuditEntryTable;
  installation: InstallationTable;
  outbox: OutboxTable;
  write_backlog: WriteBacklogTable;
  reservation: ReservationTable;
  exception: ExceptionTable;
  limit_request: LimitRequestTable;
}

export interface ShardHeadTable {
  shard: number;
  sequence: number;
  epoch: number;
  latest_recorded_at: number;
}

export interface EnvironmentTable {
  number: number;
  id: string;
  strict: Flag;
  provision_limit: number;
  max_lateness_days: number;
  created_at: number;
}

export interface ApiKeyTable {
  number: number;
  environment: number;
  id: string;
  display_name: string;
  access: string;
  is_root: Flag;
  digest: string;
  created_at: number;
  revoked_at: number | null;
}

export interface RevokedTokenTable {
  number: number;
  environment: number;
  id: string;
  expires_at: number;
  revoked_at: number;
}

export interface EntityTypeTable {
  number: number;
  environment: number;
  id: string;
  display_name: string;
  description: string | null;
  attribution_keys: string;
  auto_provision: string | null;
  archived_at: number | null;
  created_at: number;
  max_open_reservations: number | null;
}

export interface CapabilityTable {
  number: number;
  environment: number;
  id: string;
  kind: string;
  display_name: string;
  unit_singular: string | null;
  unit_plural: string | null;
  scale: number;
  created_at: number;
}

export interface CustomerTable {
  number: number;
  environment: number;
  id: string;
  display_name: string | null;
  time_zone: string | null;
  anchor: number | null;
  metadata: string | null;
  archived_at: number | null;
  created_at: number;
  last_recorded_at: number | null;
}

export interface EntityRowTable {
  number: number;
  customer: number;
  id: string;
  type: number;
  display_name: string | null;
  metadata: string | null;
  parent: number;
  archived_at: number | null;
  archive_operation: number;
  is_provisioned: Flag;
  version: number;
  created_at: number;
  first_entry: number | null;
}

export interface AssignmentRowTable {
  number: number;
  environment: number;
  customer: number;
  entity: number;
  type: number;
  capability: number;
  scope: string;
  cadence: string | null;
  anchor: number | null;
  time_zone: string | null;
  follows_anchor: Flag;
  usage_limit: number | null;
  enforcement: string;
  overage_limit: number | null;
  allocation: string;
  count_from: string;
  count_after: number;
  complete_from: number;
  version: number;
  created_at: number;
}

export interface AuditEntryTable {
  number: number;
  at: number;
  position: number;
  actor: string;
  environment: number;
  customer: number;
  kind: string;
  subject: number;
  before: string | null;
  after: string | null;
}

export interface InstallationTable {
  name: string;
  value: string;
}

/** Rows written in the ledger's transactions for senders to take; empty until there are alerts. */
export interface OutboxTable {
  number: number;
  at: number;
  position: number;
  environment: number;
  customer: number;
  kind: string;
  body: string;
}
