// Look-ahead: fills in when the budgets that deny a request would grant it (R18).
import {
  AHEAD_MAX_MS,
  type ChainNode,
  expiriesAhead,
  type InstantAhead,
  isDenying,
  type Reservation,
} from "@purser/core";
import type { Engine } from "./engine.ts";

export interface DeniedChains {
  readonly chains: readonly (readonly ChainNode[])[];
  /** In units. */
  readonly requested: number;
  readonly now: number;
  /** Open reservations of the customer, as the figures of the chains have them; asked for once to a budget. */
  open(): Iterable<Reservation>;
}

/** Counters that answer by a promise make this answer by one. */
export function lookAhead(engine: Engine, denied: DeniedChains): void | Promise<void> {
  const nodes = new Set(denied.chains.flat().filter((node) => isDenying(node, denied.requested)));
  const ends: PeriodEnd[] = [];
  for (const node of nodes) {
    const expiries = node.held > 0 ? expiriesAhead(engine.snapshot, node, denied.open()) : [];
    node.ahead = expiries;
    if (node.period !== null && Number.isFinite(node.period.end)) ends.push(periodEnd(engine, node));
  }
  return weighEnds(engine, ends, denied.now);
}

interface PeriodEnd {
  readonly node: ChainNode;
  readonly next: ChainNode;
}

function periodEnd(engine: Engine, node: ChainNode): PeriodEnd {
  const end = node.period?.end ?? 0;
  const period = engine.snapshot.assignments.calendarAt(node.calendar).periodAt(end);
  return { node, next: { ...node, period, used: 0, held: 0, ahead: null } };
}

/** Usage may lie in the next period only as far ahead as clocks may be (R16), so few denials have to look there. */
function weighEnds(engine: Engine, ends: readonly PeriodEnd[], now: number): void | Promise<void> {
  const weigh = (): void => {
    for (const { node, next } of ends) node.ahead = [...(node.ahead ?? []), instantOf(next)];
  };
  const near = ends.filter(({ next }) => (next.period?.start ?? 0) - now <= AHEAD_MAX_MS);
  const reading = near.length === 0 ? undefined : engine.counters.read(near.map(({ next }) => next));
  return reading === undefined ? weigh() : reading.then(weigh);
}

const instantOf = ({ period, used, held }: ChainNode): InstantAhead => ({ at: period?.start ?? 0, load: used + held });
