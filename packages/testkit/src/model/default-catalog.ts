// Default assignments of the model: lists that stand at two levels and are replaced whole or changed (R7).
import { answerAssignment } from "./assignment-answer.ts";
import { anchorOf, cadenceOf, judgeNamed, limitOf, scopeOf } from "./assignment-catalog.ts";
import { enforcingOf, HARD, judgeEnforcement } from "./assignment-enforcement.ts";
import { naturalKeyOf } from "./budget.ts";
import { isDormant } from "./counting.ts";
import { activeCustomer, customerOf, zoneOf } from "./customer-catalog.ts";
import { judgeVersion } from "./entity-catalog.ts";
import { goneIds } from "./gone.ts";
import { Faults, refuse } from "./refusal.ts";
import { type Fields, fieldsOf, idOf, isSame, refuseUnknown } from "./shape.ts";
import { type Assignment, type Draft, nextId } from "./state.ts";

/** Of the environment, or of the customer that the path names. */
export function putDefaults(draft: Draft, fields: Fields): unknown {
  refuseUnknown(fields, "customerId id assignments");
  const level = levelOf(draft, fields, activeCustomer);
  const before = standingOf(draft, level);
  const puts = putsOf(draft, level, { items: listIn(fields, "/assignments"), before, isPatch: false });
  for (const { id } of before) draft.assignments.delete(id);
  for (const put of puts) draft.assignments.set(put.id, put);
  return { data: standingOf(draft, level).map(({ id }) => answerAssignment(draft, id)) };
}

/** What a governance document says of one type's defaults: those that it doesn't name stay, and what goes is named. */
export function changeDefaults(draft: Draft, fields: Fields): void {
  refuseUnknown(fields, "customerId id assignments deletes");
  const level = levelOf(draft, fields, activeCustomer);
  const before = standingOf(draft, level);
  const find = (id: string): Assignment => before.find((each) => each.id === id) ?? refuse("NotFound");
  const gone = goneIds(listIn(fields, "/deletes", []), "/deletes", find);
  const twice = gone.findIndex((id, index) => gone.indexOf(id) !== index);
  if (twice >= 0) refuse("InvalidRequest", `/deletes/${twice}`);
  const puts = putsOf(draft, level, { items: listIn(fields, "/assignments", []), before, isPatch: true });
  for (const id of gone) draft.assignments.delete(id);
  for (const put of puts) draft.assignments.set(put.id, put);
}

function listIn(fields: Fields, path: string, ifLeftOut?: readonly unknown[]): readonly unknown[] {
  const list = fields[path.slice(1)] === undefined ? ifLeftOut : fields[path.slice(1)];
  return Array.isArray(list) ? list : refuse("InvalidRequest", path);
}

interface Put {
  readonly items: readonly unknown[];
  readonly before: readonly Assignment[];
  /** What an item leaves out keeps its value, and an item may name the version that was seen. */
  readonly isPatch: boolean;
}

function putsOf(draft: Draft, level: Level, { items, before, isPatch }: Put): readonly Assignment[] {
  const faults = new Faults();
  const puts = new Map<string, Assignment>();
  for (const [index, raw] of items.entries()) {
    faults.attempt(`/assignments/${index}`, () => {
      const put = defaultOf(draft, level, { item: fieldsOf(raw, ""), before, isPatch });
      if (puts.has(naturalKeyOf(put))) refuse("InvalidRequest");
      puts.set(naturalKeyOf(put), put);
    });
  }
  faults.settle();
  return [...puts.values()];
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

interface PutItem extends Pick<Put, "before" | "isPatch"> {
  readonly item: Fields;
}

const ITEM = "capabilityId scopeEntityIds cadence usageLimit enforcement overageLimit anchor timeZone";

/** One of the same natural key keeps its id. */
function defaultOf(draft: Draft, level: Level, { item, before, isPatch }: PutItem): Assignment {
  refuseUnknown(item, isPatch ? `${ITEM} ifVersion` : ITEM);
  judgeEnforcement(item);
  if (item.usageLimit === undefined) refuse("InvalidRequest", "/usageLimit");
  const capabilityId = idOf(item.capabilityId, "/capabilityId");
  const key = { capabilityId, scopeEntityIds: scopeOf(item.scopeEntityIds), cadence: cadenceOf(item.cadence) };
  if (level.customerId === null && key.scopeEntityIds.length > 0) refuse("InvalidRequest", "/scopeEntityIds");
  const same = before.find((each) => naturalKeyOf(each) === naturalKeyOf(key));
  const left = isPatch ? same : undefined;
  const assignment: Assignment = {
    id: same?.id ?? nextId(draft, "assignment"),
    ...level,
    entityId: null,
    ...key,
    usageLimit: limitOf(draft, capabilityId, item.usageLimit),
    ...enforcingOf(draft, item, { ...(left ?? HARD), capabilityId }),
    allocation: "shared",
    anchor: item.anchor === undefined ? keptAnchor(left) : anchorOf(item.anchor),
    timeZone: item.timeZone === undefined ? (left?.timeZone ?? null) : zoneOrNull(item.timeZone),
    countFrom: "period",
    madeAfter: same?.madeAfter ?? draft.entries.length,
    version: same?.version ?? 1,
  };
  judgeVersion(same, item.ifVersion);
  if (same !== undefined) return changedDefault(draft, same, assignment);
  judgeNamed(draft, assignment);
  return assignment;
}

/** What sleeps may stay as it is. */
function changedDefault(draft: Draft, before: Assignment, after: Assignment): Assignment {
  if (isSame(before, after)) return before;
  if (isDormant(draft, before)) refuse("ArchivedEntity");
  judgeNamed(draft, after);
  return { ...after, version: before.version + 1 };
}

const keptAnchor = (left: Assignment | undefined): Assignment["anchor"] =>
  left === undefined ? "customer's" : left.anchor;

/** Null follows the customer's. */
const zoneOrNull = (raw: unknown): string | null => (raw === null ? null : zoneOf(raw, "/timeZone"));
