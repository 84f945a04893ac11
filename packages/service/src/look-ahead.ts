// Look-ahead: fills in when the budgets that deny a request would grant it (R18).
import {
  AHEAD_MAX_MS,
  type ChainNode,
  type CustomerState,
  type HoldsAhead,
  holdsAhead,
  isDenying,
  loadOfNode,
  lookAheadOf,
  nodeAgain,
  type Reservation,
  requestedOf,
} from "@purser/core";
import type { Engine } from "./engine.ts";

export interface DeniedChains {
  readonly customer: CustomerState;
  readonly chains: readonly (readonly ChainNode[])[];
  /** In units. */
  readonly requested: number;
  readonly growth?: ReadonlyMap<ChainNode, number>;
  readonly now: number;
  /** Sets figures: those of the chains, of whatever moment, and these are of one. */
  read(nodes: readonly ChainNode[]): void | Promise<void>;
  /** Open reservations of the customer, as the figures of the chains have them; asked for once to a budget. */
  open(): Iterable<Reservation>;
}

/** Counters that answer by a promise make this answer by one. */
export function lookAhead(engine: Engine, denied: DeniedChains): void | Promise<void> {
  const { snapshot } = engine;
  const { customer, now } = denied;
  const nodes = new Set(denied.chains.flat().filter((node) => isDenying(node, requestedOf(denied, node))));
  const ahead = [...nodes].map((node) => ({
    holds: holdsAhead({ snapshot, customer }, node, isHeld(node) ? denied.open() : []),
    next: nextPeriod(engine, customer, node),
  }));
  const weigh = (): void => {
    for (const one of ahead) weighAhead(engine, denied, one);
  };
  const unread = ahead.flatMap(({ holds, next }) => [...holds.below, ...(isNear(next, now) ? [next] : [])]);
  const reading = unread.length === 0 ? undefined : denied.read(unread);
  return reading === undefined ? weigh() : reading.then(weigh);
}

/** What is carved out of it may be held though nothing of it is. */
const isHeld = ({ held, carved }: ChainNode): boolean => held > 0 || carved !== null;

/** With the limits and carve-outs that it begins with. */
function nextPeriod({ snapshot }: Engine, customer: CustomerState, node: ChainNode): ChainNode | null {
  if (node.period === null || !Number.isFinite(node.period.end)) return null;
  const capability = snapshot.assignments.capability.get(node.assignment);
  return nodeAgain({ snapshot, customer, capability, set: [], now: node.period.end }, node);
}

/** Usage may lie in the next period only as far ahead as clocks may be (R16), so few denials have to look there. */
const isNear = (next: ChainNode | null, now: number): next is ChainNode =>
  next !== null && (next.period?.start ?? 0) - now <= AHEAD_MAX_MS;

function weighAhead(
  { snapshot }: Engine,
  { customer, now }: Pick<DeniedChains, "customer" | "now">,
  { holds, next }: { readonly holds: HoldsAhead; readonly next: ChainNode | null },
): void {
  const { unheld, instants } = lookAheadOf({ snapshot, customer }, holds, now);
  const end = next === null ? [] : [{ at: next.period?.start ?? 0, load: loadOfNode(next), ceiling: next.ceiling }];
  holds.node.ahead = { unheld, instants: [...instants, ...end] };
}
