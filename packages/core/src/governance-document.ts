// A governance document: what it asks of the catalog, in the items that the batches of each kind take (R4).
import type { AssignmentItem } from "./assignment-item.ts";
import type { CapabilityItem } from "./capability-upsert.ts";
import type { CustomerItem } from "./customer-upsert.ts";
import type { DefaultItem } from "./default-assignment-upsert.ts";
import type { EntityTypeItem } from "./entity-type-upsert.ts";
import type { EntityItem } from "./entity-upsert.ts";

/** Something that goes, with the version that whoever decides has seen. */
export interface GoneItem {
  readonly id: string;
  readonly ifVersion?: number | undefined;
}

/** Defaults of one entity type at one level; those that no item names stay. */
export interface DefaultsChange {
  readonly entityTypeId: string;
  readonly assignments?: readonly DefaultItem[] | undefined;
  readonly deletes?: readonly GoneItem[] | undefined;
}

export interface CustomerDocument extends CustomerItem {
  readonly unarchiveEntityIds?: readonly string[] | undefined;
  readonly entities?: readonly EntityItem[] | undefined;
  readonly defaultAssignments?: readonly DefaultsChange[] | undefined;
  readonly assignments?: readonly AssignmentItem[] | undefined;
  readonly deleteAssignments?: readonly GoneItem[] | undefined;
  readonly archiveEntities?: readonly GoneItem[] | undefined;
}

export interface GovernanceDocument {
  readonly unarchiveEntityTypeIds?: readonly string[] | undefined;
  readonly entityTypes?: readonly EntityTypeItem[] | undefined;
  readonly capabilities?: readonly CapabilityItem[] | undefined;
  readonly defaultAssignments?: readonly DefaultsChange[] | undefined;
  readonly customers?: readonly CustomerDocument[] | undefined;
  readonly archiveEntityTypeIds?: readonly string[] | undefined;
}
