// Dry runs of assignments: the upsert on a copy, and which of its budgets would refuse the smallest amount now.
import { upsertAssignments } from "./assignment-catalog.ts";
import { answerNode, denies, nodeOf } from "./budget.ts";
import { judgeCarveOuts } from "./carve-outs.ts";
import { nowFor } from "./clock.ts";
import { isDormant } from "./counting.ts";
import { booleanOf, type Fields } from "./shape.ts";
import { type Draft, draftOf, pairOf } from "./state.ts";

export function upsertOrTryAssignments(draft: Draft, fields: Fields, wall: number): unknown {
  const { dryRun, ...rest } = fields;
  if (dryRun === undefined || !booleanOf(dryRun, "/dryRun")) return upsertAssignments(draft, rest);
  const trial = draftOf(draft);
  const { data } = upsertAssignments(trial, rest) as { data: readonly { readonly id: string }[] };
  judgeCarveOuts(draft, trial, { customerId: String(rest.customerId), wall });
  return { data, denied: data.flatMap(({ id }) => deniedBy(trial, id, wall)) };
}

function deniedBy(trial: Draft, id: string, wall: number): unknown[] {
  const assignment = trial.assignments.get(id);
  if (assignment === undefined || isDormant(trial, assignment)) return [];
  const { customerId, entityId, capabilityId } = assignment;
  const entity = trial.entities.get(pairOf(customerId ?? "", entityId ?? ""));
  if (entity === undefined) return [];
  const node = nodeOf(trial, { entity, assignment }, nowFor(trial, customerId ?? "", wall));
  const asked = { capabilityId, requested: 1n };
  return denies(node, asked.requested) ? [answerNode(trial, node, asked)] : [];
}
