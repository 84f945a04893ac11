// Governance tree of the model: every row made, then filtered, sorted and summed, one page cut out of it (R38).
import { answerNode, exceedsLimit, nodeOf, standingAt, ungoverned } from "./budget.ts";
import { nowFor } from "./clock.ts";
import { isDormant } from "./counting.ts";
import { customerOf } from "./customer-catalog.ts";
import { decimalOf } from "./decimal.ts";
import { refuse } from "./refusal.ts";
import { pathOf } from "./resolution.ts";
import { type Fields, isoOf } from "./shape.ts";
import { type Draft, type Entity, pairOf } from "./state.ts";
import { compareRows, compareTexts, cursorOf, placeIn, placeOf, type Row, utilizationOf } from "./tree-order.ts";
import { type TreeQuestion, treeQuestionOf } from "./tree-question.ts";

export function queryTree(draft: Draft, fields: Fields, wall: number): unknown {
  const question = treeQuestionOf(fields);
  const { id: customerId } = customerOf(draft, fields);
  const after = question.after === null ? null : placeIn(question, question.after);
  judgeNames(draft, customerId, question);
  const rows = rowsOf(draft, question, { customerId, at: nowFor(draft, customerId, wall) });
  const sorted = rows
    .map((row) => placeOf(draft, question, row))
    .sort((a, b) => compareRows(question, a, b))
    .filter((place) => after === null || compareRows(question, place, after) > 0);
  const shown = sorted.slice(0, question.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(({ row }) => answerRow(draft, row)),
    pagination: { next: last !== undefined && sorted.length > shown.length ? cursorOf(question, last) : null },
    totals: totalsOf(draft, rows),
  };
}

function judgeNames(draft: Draft, customerId: string, question: TreeQuestion): void {
  for (const id of question.capabilityIds ?? []) if (!draft.capabilities.has(id)) refuse("CapabilityNotFound");
  for (const id of question.entityTypeIds ?? []) if (!draft.types.has(id)) refuse("NotFound");
  const { subtreeOf } = question;
  if (subtreeOf !== null && !draft.entities.has(pairOf(customerId, subtreeOf))) refuse("EntityNotFound");
}

function rowsOf(draft: Draft, question: TreeQuestion, asked: { customerId: string; at: number }): Row[] {
  const { customerId, at } = asked;
  const entities = [...draft.entities.values()].filter((each) => each.customerId === customerId);
  return entities.flatMap((entity) => {
    const path = pathOf(draft, customerId, entity.id)
      .map(({ id }) => id)
      .reverse();
    const depth = path.length - 1 - (question.subtreeOf === null ? 0 : path.indexOf(question.subtreeOf));
    if (!isEntityWanted(question, { entity, path, depth })) return [];
    const rows = standingAt(draft, entity)
      .filter((assignment) => isIn(question.capabilityIds, assignment.capabilityId))
      .filter(
        ({ scopeEntityIds }) => question.scope === "all" || (question.scope === "scoped") === scopeEntityIds.length > 0,
      )
      .filter((assignment) => !isDormant(draft, assignment))
      .map((assignment): Row => ({ ...nodeOf(draft, { entity, assignment }, at), path, depth }))
      .filter((row) => isUsedEnough(question, row));
    if (rows.length > 0 || !question.withEntities) return rows;
    return [{ ...ungoverned(entity), path, depth }];
  });
}

const isIn = (wanted: readonly string[] | null, id: string): boolean => wanted === null || wanted.includes(id);

function isEntityWanted(
  question: TreeQuestion,
  { entity, path, depth }: { readonly entity: Entity; readonly path: readonly string[]; readonly depth: number },
): boolean {
  if (entity.archivedAt !== null || !isIn(question.entityTypeIds, entity.entityTypeId)) return false;
  if (question.subtreeOf !== null && !path.includes(question.subtreeOf)) return false;
  if (question.maxDepth !== null && depth > question.maxDepth) return false;
  const sought = question.search.toLowerCase();
  return [entity.id, entity.displayName ?? ""].some((text) => text.toLowerCase().includes(sought));
}

function isUsedEnough({ minUtilization }: TreeQuestion, row: Row): boolean {
  if (minUtilization === null) return true;
  const utilization = utilizationOf(row);
  return utilization !== null && utilization >= minUtilization;
}

function answerRow(draft: Draft, row: Row): unknown {
  const { entity, assignment, path, depth } = row;
  const node = answerNode(draft, row, { capabilityId: assignment?.capabilityId ?? "", requested: 0n });
  const figures = assignment === null ? { capabilityId: null, currentUsage: null, heldUsage: null } : {};
  return { ...node, ...figures, displayName: entity.displayName, path, depth, createdAt: isoOf(entity.createdAt) };
}

function totalsOf(draft: Draft, rows: readonly Row[]): unknown {
  const over = rows.filter((row) => exceedsLimit(row, 0n));
  const nodeWide = rows.filter(({ assignment }) => assignment !== null && assignment.scopeEntityIds.length === 0);
  const counted = nodeWide.filter((row) => !nodeWide.some((other) => holds(other, row)));
  const kinds = new Map<string, Row[]>();
  for (const row of counted) {
    const { capabilityId = "", cadence = null } = row.assignment ?? {};
    const kind = JSON.stringify([capabilityId, cadence, row.entity.entityTypeId]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), row]);
  }
  const usage = [...kinds]
    .map(([kind, all]) => {
      const [capabilityId, cadence, entityTypeId] = JSON.parse(kind) as [string, string | null, string];
      const units = all.reduce((sum, { used }) => sum + used, 0n);
      const currentUsage = decimalOf(units, draft.capabilities.get(capabilityId)?.scale ?? 0);
      return { capabilityId, cadence, entityTypeId, currentUsage };
    })
    .sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
  return {
    rows: rows.length,
    entities: new Set(rows.map(({ entity }) => entity.id)).size,
    overLimit: over.length,
    usage,
  };
}

const keyOf = (one: { capabilityId: string; cadence: string | null; entityTypeId: string }): string[] => [
  one.capabilityId,
  one.cadence ?? "",
  one.entityTypeId,
];

/** Stands above it with a budget of the same capability and cadence. */
const holds = (above: Row, row: Row): boolean =>
  above.entity.id !== row.entity.id &&
  row.path.includes(above.entity.id) &&
  above.assignment?.capabilityId === row.assignment?.capabilityId &&
  above.assignment?.cadence === row.assignment?.cadence;
