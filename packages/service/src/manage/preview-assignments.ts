// Preview of assignments: what a dry run would make, and which of its budgets would refuse anything right now.
import {
  type CatalogChange,
  type ChainNode,
  type CustomerState,
  governs,
  NO_AMOUNTS,
  type Node,
  nodesStandingOn,
  reportNode,
  type Snapshot,
} from "@purser/core";
import { type Counted, type Engine, nowFor } from "../engine.ts";
import { setFigures } from "../moved-counters.ts";
import { type AssignmentAnswer, answerAssignment } from "./catalog-answer.ts";

interface Preview {
  readonly data: AssignmentAnswer[];
  readonly denied: Node[];
}

interface Previewed {
  readonly customer: CustomerState;
  readonly changes: readonly CatalogChange[];
  /** The assignments of the request, new, changed or as they were. */
  readonly numbers: readonly number[];
  readonly counted: Counted;
}

/** The changes stand in the snapshot for as long as nobody else can look at it. */
export function previewAssignments(engine: Engine, previewed: Previewed): Preview {
  const { snapshot } = engine;
  const { last } = snapshot.assignments;
  for (const change of previewed.changes) snapshot.apply(change);
  try {
    return {
      data: previewed.numbers.map((number) => answerAssignment(snapshot, snapshot.assignment(number))),
      denied: previewed.numbers.flatMap((number) => deniedBy(engine, previewed, number)),
    };
  } finally {
    for (const change of previewed.changes.toReversed()) snapshot.apply(undone(change));
    snapshot.assignments.last = last;
  }
}

const undone = (change: CatalogChange): CatalogChange =>
  ({ kind: change.kind, before: change.after, after: change.before }) as CatalogChange;

function deniedBy(engine: Engine, { customer, counted }: Previewed, number: number): Node[] {
  const { snapshot } = engine;
  const node = nodeOf(snapshot, { customer, now: nowFor(engine, customer) }, number);
  if (node === undefined || !governs(snapshot, customer, node)) return [];
  void engine.counters.read([node]);
  const figure = counted.figures.find(
    ({ assignment, entity, periodStart }) =>
      assignment === number && entity === node.entity && periodStart === node.period?.start,
  );
  if (figure !== undefined) setFigures(node, figure);
  else if (counted.dropped.includes(number)) setFigures(node, NO_AMOUNTS);
  const capability = snapshot.capability(snapshot.assignments.capability.get(number));
  const report = reportNode({ snapshot, capability, requested: 1 }, node);
  return report.isGranted ? [] : [report];
}

function nodeOf(
  snapshot: Snapshot,
  { customer, now }: { readonly customer: CustomerState; readonly now: number },
  number: number,
): ChainNode | undefined {
  const { entity, capability, scope } = snapshot.assignment(number);
  const nodes: ChainNode[] = [];
  nodesStandingOn({ snapshot, customer, capability, set: [entity, ...scope], now }, entity, nodes);
  return nodes.find(({ assignment }) => assignment === number);
}
