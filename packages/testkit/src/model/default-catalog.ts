// Default assignments of the model: lists that stand at two levels and are replaced whole (R7).
import {
  anchorOf,
  answerAssignment,
  cadenceOf,
  judgeEnforcement,
  judgeNamed,
  limitOf,
  scopeOf,
} from "./assignment-catalog.ts";
import { naturalKeyOf } from "./budget.ts";
import { activeCustomer, customerOf, zoneOf } from "./customer-catalog.ts";
import { Faults, refuse } from "./refusal.ts";
import { type Fields, fieldsOf, idOf, isSame, refuseUnknown } from "./shape.ts";
import { type Assignment, type Draft, nextId } from "./state.ts";

/** Of the environment, or of the customer that the path names. */
export function putDefaults(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId id assignments");
  const level = levelOf(draft, fields, activeCustomer);
  const { assignments } = fields;
  if (!Array.isArray(assignments)) refuse("InvalidRequest", "/assignments");
  const before = standingOf(draft, level);
  for (const { id } of before) draft.assignments.delete(id);
  const faults = new Faults();
  for (const [index, raw] of (assignments as unknown[]).entries()) {
    faults.attempt(`/assignments/${index}`, () => {
      const put = defaultOf(draft, level, { item: fieldsOf(raw, ""), before });
      if (standingOf(draft, level).some((each) => naturalKeyOf(each) === naturalKeyOf(put))) refuse("InvalidRequest");
      draft.assignments.set(put.id, put);
    });
  }
  faults.settle();
  return { data: standingOf(draft, level).map(({ id }) => answerAssignment(draft, id)) };
}

export function getDefaults(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId id");
  const standing = standingOf(draft, levelOf(draft, fields, customerOf));
  const inOrderOfMaking = standing.toSorted((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
  return { data: inOrderOfMaking.map(({ id }) => answerAssignment(draft, id)) };
}

interface Level {
  readonly customerId: string | null;
  readonly entityTypeId: string;
}

function levelOf(draft: Draft, fields: Fields, find: typeof customerOf): Level {
  const customerId = fields.customerId === undefined ? null : find(draft, fields).id;
  const type = draft.types.get(idOf(fields.id, "/id")) ?? refuse("NotFound");
  return { customerId, entityTypeId: type.id };
}

const standingOf = (draft: Draft, level: Level): Assignment[] =>
  [...draft.assignments.values()].filter(
    (each) => each.entityTypeId === level.entityTypeId && each.customerId === level.customerId,
  );

/** One of the same natural key keeps its id. */
function defaultOf(draft: Draft, level: Level, put: { item: Fields; before: readonly Assignment[] }): Assignment {
  const { item, before } = put;
  refuseUnknown(item, "capabilityId scopeEntityIds cadence usageLimit enforcement anchor timeZone");
  judgeEnforcement(item);
  if (item.usageLimit === undefined) refuse("InvalidRequest", "/usageLimit");
  const capabilityId = idOf(item.capabilityId, "/capabilityId");
  const key = { capabilityId, scopeEntityIds: scopeOf(item.scopeEntityIds), cadence: cadenceOf(item.cadence) };
  if (level.customerId === null && key.scopeEntityIds.length > 0) refuse("InvalidRequest", "/scopeEntityIds");
  const same = before.find((each) => naturalKeyOf(each) === naturalKeyOf(key));
  const { timeZone } = item;
  const assignment: Assignment = {
    id: same?.id ?? nextId(draft, "assignment"),
    ...level,
    entityId: null,
    ...key,
    usageLimit: limitOf(draft, capabilityId, item.usageLimit),
    anchor: item.anchor === undefined ? "customer's" : anchorOf(item.anchor),
    timeZone: timeZone === undefined || timeZone === null ? null : zoneOf(timeZone, "/timeZone"),
    countFrom: "period",
    madeAfter: same?.madeAfter ?? draft.entries.length,
    version: same?.version ?? 1,
  };
  judgeNamed(draft, assignment);
  return same === undefined || isSame(same, assignment) ? assignment : { ...assignment, version: same.version + 1 };
}
