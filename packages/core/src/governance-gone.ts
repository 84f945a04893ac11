// What a governance document lets go: judged against the versions that whoever decides has seen (R4).

import { assignmentNumber } from "./assignment.ts";
import { versionConflict } from "./assignment-item.ts";
import { ownAssignment } from "./assignment-upsert.ts";
import { type CustomerPlace, itemFault } from "./catalog-batch.ts";
import { type Fault, isFault } from "./fault.ts";
import type { GoneItem } from "./governance-document.ts";
import type { Snapshot } from "./snapshot.ts";

/** Faults of assignments that changed meanwhile; unknown ones are judged by the deletion itself. */
export function goneAssignments(place: CustomerPlace, items: readonly GoneItem[]): Fault[] {
  return items.flatMap(({ id, ifVersion }, index) => {
    const row = ownAssignment(place, id);
    if (isFault(row) || ifVersion === undefined || row.version === ifVersion) return [];
    return [versionConflict(row.version, ifVersion, { list: "deleteAssignments", index })];
  });
}

/** The same of entities. */
export function goneEntities(place: CustomerPlace, items: readonly GoneItem[]): Fault[] {
  return items.flatMap(({ id, ifVersion }, index) => {
    const number = place.customer.entities.get(id);
    if (number === undefined || ifVersion === undefined) return [];
    const { version } = place.snapshot.entities.row(number);
    if (version === ifVersion) return [];
    const detail = `Entity "${id}" has version ${version}, not ${ifVersion}. Read it again and decide anew.`;
    return [itemFault("VersionConflict", detail, { list: "archiveEntities", index, field: "ifVersion" })];
  });
}

/** The numbers of the defaults that go, of those that stand at the level, or why not. */
export function goneDefaults(
  snapshot: Snapshot,
  standing: readonly number[],
  items: readonly GoneItem[],
): (number | Fault)[] {
  return items.map(({ id, ifVersion }, index) => {
    const number = assignmentNumber(id);
    const at = { list: "deletes", index };
    if (items.findIndex((item) => item.id === id) !== index) {
      return itemFault("InvalidRequest", `"${id}" is named twice. Name each default once.`, at);
    }
    if (!standing.includes(number)) {
      return itemFault("NotFound", `The entity type has no default assignment "${id}" at this level.`, at);
    }
    const { version } = snapshot.assignment(number);
    return ifVersion === undefined || version === ifVersion ? number : versionConflict(version, ifVersion, at);
  });
}
