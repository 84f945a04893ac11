// A judged spend: a request that would raise loads, judged by the figures that its own transaction starts from (R26).
import {
  type Capability,
  type ChainNode,
  type CustomerState,
  type Decided,
  decideOne,
  isComplete,
  type Unresolved,
} from "@purser/core";
import { askingOf, type DeniedAsking, type Standpoint } from "./denied-asking.ts";
import type { EntryBatch, RecordedEvent } from "./entry-batch.ts";
import { lookAhead } from "./look-ahead.ts";

/** One capability of a request as judged. */
export interface JudgedItem {
  readonly capability: Capability;
  /** In units: by how much loads grow if it is granted, or what the denial is judged by. */
  readonly requested: number;
  /** In units: what is counted or held if all are granted. */
  readonly amount: number;
  readonly isGranted: boolean;
  readonly chains: ChainNode[][];
  /** Nodes whose load doesn't grow. */
  readonly spared?: ReadonlySet<ChainNode>;
}

export interface JudgedSpend {
  readonly customer: CustomerState;
  readonly now: number;
  readonly unresolved: readonly Unresolved[];
  readonly items: readonly JudgedItem[];
  readonly isItemized: boolean;
  /** Entities above it were made by the request itself. */
  readonly lastEntity: number;
  readonly standpoint: Standpoint;
  /** The instant whose usage periods it is judged in. */
  readonly instant: number;
}

export interface GrantedSpend {
  readonly kind: "granted";
  readonly judged: JudgedSpend;
  /** The items with a soft or shadow limit that is passed, with the figures that they were judged by. */
  readonly warned: readonly JudgedItem[];
  readonly event: RecordedEvent;
}

export interface DeniedSpend {
  readonly kind: "denied";
  readonly judged: JudgedSpend;
  /** One to an item, as decided while newcomers that the request only imagines stood in the snapshot. */
  readonly decided: Promise<readonly Decided[]> | readonly Decided[];
  readonly asking: DeniedAsking;
}

/** Of a request that is judged now: it knows all that the batch has planned so far. */
export const standpointIn = (batch: EntryBatch): Standpoint => ({
  position: batch.nextSequence - 1,
  revision: batch.engine.queue.revision,
});

/** Sets the figures of the nodes to those after all that the batch has planned so far. */
export function planFigures(batch: EntryBatch, nodes: readonly ChainNode[]): void {
  // Where live figures lag or come later, the ledger refuses the move and the plan is made again with its figures.
  void batch.engine.counters.read(nodes);
  for (const node of nodes) if (node.assignment !== 0) batch.counters.plan(node);
}

export function denied(batch: EntryBatch, judged: JudgedSpend): DeniedSpend {
  const { customer, now, items } = judged;
  const open = () => batch.reservations.of(customer.row.number);
  const waiting = items.map((item) =>
    lookAhead(batch.engine, { chains: growing(item), requested: item.requested, now, open }),
  );
  const decide = (): Decided[] => items.map((item) => decidedOf(batch, judged, item));
  const isLater = waiting.some((one) => one !== undefined);
  const asking = askingOf(batch.engine.snapshot, judged);
  return { kind: "denied", judged, decided: isLater ? Promise.all(waiting).then(decide) : decide(), asking };
}

/** Position and request are put in by whoever answers. */
const decidedOf = (batch: EntryBatch, { unresolved }: JudgedSpend, item: JudgedItem): Decided =>
  decideOne({ snapshot: batch.engine.snapshot, unresolved, position: "", requestId: "", ...item }, item.chains);

/** The nodes of each chain whose load grows. */
const growing = ({ chains, spared }: JudgedItem): readonly (readonly ChainNode[])[] =>
  spared === undefined ? chains : chains.map((chain) => chain.filter((node) => !spared.has(node)));

/** Has the ledger hold what is granted to its ceilings, each budget once; called before the moves are recorded. */
export function guard(batch: EntryBatch, items: readonly JudgedItem[]): void {
  for (const item of items) {
    for (const node of new Set(growing(item).flat())) {
      if (isComplete(batch.engine.snapshot, node)) batch.counters.guard(node, item.requested);
    }
  }
}

/** Taken before the moves are recorded, which change the figures. */
export const warnedOf = (items: readonly JudgedItem[]): JudgedItem[] =>
  items.filter(isWarned).map((item) => ({ ...item, ...copyOf(item) }));

const isWarned = ({ chains, spared, requested }: JudgedItem): boolean =>
  chains.some((chain) =>
    chain.some(
      (node) =>
        node.enforcement !== "hard" &&
        node.used + node.held + (spared?.has(node) === true ? 0 : requested) > node.usageLimit,
    ),
  );

/** A node that stands in two chains does so in the copy. */
function copyOf({ chains, spared }: JudgedItem): Pick<JudgedItem, "chains" | "spared"> {
  const copies = new Map<ChainNode, ChainNode>();
  for (const node of chains.flat()) copies.set(node, { ...node });
  const copied = chains.map((chain) => chain.map((node) => copies.get(node) ?? node));
  if (spared === undefined) return { chains: copied };
  return { chains: copied, spared: new Set([...spared].map((node) => copies.get(node) ?? node)) };
}

/** The nodes of the chains themselves where they are among the budgets moved, so that they show the figures afterwards. */
export function shownAmong(moved: readonly ChainNode[], chains: readonly (readonly ChainNode[])[]): ChainNode[] {
  const shown = chains.flat();
  return moved.map((node) => shown.find((one) => isSameBudget(one, node)) ?? node);
}

export const isSameBudget = (a: ChainNode, b: ChainNode): boolean =>
  a.assignment === b.assignment && a.entity === b.entity && a.period?.start === b.period?.start;
