// Governance changes: the difference between a file and a server, one change for each row that would be written.
import type { GovernanceFile } from "@purser/contract";
import type { FieldChange } from "./governance-field.ts";
import type { AssignmentRow } from "./governance-state.ts";

type Item<List extends keyof GovernanceFile> = NonNullable<GovernanceFile[List]>[number];
export type FileType = Item<"entityTypes">;
export type FileCapability = Item<"capabilities">;
export type FileDefault = Item<"defaultAssignments">;
export type FileCustomer = Item<"customers">;
export type FileEntity = NonNullable<FileCustomer["entities"]>[number];
export type FileAssignment = NonNullable<FileCustomer["assignments"]>[number];

export interface GovernanceItems {
  entityType: FileType;
  capability: FileCapability;
  customer: Omit<FileCustomer, "entities" | "assignments" | "defaultAssignments">;
  entity: FileEntity;
  defaultAssignment: FileDefault;
  assignment: FileAssignment;
}

export type GovernanceKind = keyof GovernanceItems;

interface ChangeOf<Kind extends GovernanceKind> {
  readonly kind: Kind;
  /** null: of the environment. */
  readonly customerId: string | null;
  /** As shown: an id, or the words of a natural key. */
  readonly label: string;
  /** The row's id; a new assignment has none yet. */
  readonly id: string | null;
  /** The version seen, 0 for what is new; null where rows have none, or it moves on the way. */
  readonly version: number | null;
}

export interface PutChange<Kind extends GovernanceKind = GovernanceKind> extends ChangeOf<Kind> {
  readonly action: "create" | "change";
  /** Archived until now: it is brought back. */
  readonly isReturning: boolean;
  readonly fields: readonly FieldChange[];
  readonly item: GovernanceItems[Kind];
  /** Where the file says so. */
  readonly pointer: string;
}

export interface DeleteChange<Kind extends GovernanceKind = GovernanceKind> extends ChangeOf<Kind> {
  readonly action: "delete";
  /** Of a default: its entity type. */
  readonly entityTypeId: string | null;
}

export type GovernanceChange = { [Kind in GovernanceKind]: PutChange<Kind> | DeleteChange<Kind> }[GovernanceKind];

export interface GovernanceDiff {
  /** Environment first, then customer by customer, in the order of the file. */
  readonly changes: readonly GovernanceChange[];
  /** Rows that the file doesn't name and that stay as they are. */
  readonly leftAlone: number;
}

export const isPutOf =
  <Kind extends GovernanceKind>(kind: Kind) =>
  (change: GovernanceChange): change is Extract<GovernanceChange, PutChange<Kind>> =>
    change.kind === kind && change.action !== "delete";

export const isDeleteOf =
  <Kind extends GovernanceKind>(kind: Kind) =>
  (change: GovernanceChange): change is Extract<GovernanceChange, DeleteChange<Kind>> =>
    change.kind === kind && change.action === "delete";

export const holderOf = (row: AssignmentRow): string => row.entityId ?? row.entityTypeId;
