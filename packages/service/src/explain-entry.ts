// Explain entry: which budgets an entry consulted and moved, in which order, with what numbers as of then (R41).
import type { Answer } from "@purser/contract";
import {
  type AskedThen,
  budgetsHolding,
  budgetsThen,
  type ChainNode,
  type CustomerState,
  chainsThen,
  decidedThen,
  isComplete,
  type LedgerEntry,
  movedBudget,
  type PastCatalog,
  pathsOf,
  type Reservation,
  resolve,
  toDecimal,
} from "@purser/core";
import type { Engine } from "./engine.ts";
import { isSameBudget, shownAmong } from "./judged-spend.ts";
import { pathsIn } from "./kept-chains.ts";
import { recallCatalog } from "./recall-catalog.ts";
import { recallFigures } from "./recall-figures.ts";
import { shownNames } from "./shown-names.ts";
import type { SurveyQueue } from "./survey-queue.ts";
import { positionOf } from "./write-queue.ts";

type EntryExplanation = NonNullable<Answer<"getLedgerEntry">["explanation"]>;

/** What the entry's reservation knows, and the one that it was split from. */
interface Behind {
  readonly reservation: Reservation | null;
  readonly parent: Reservation | null;
}

/** Null where it would take reading more than an explanation may. */
export async function explainEntry(
  engine: Engine,
  scans: SurveyQueue,
  { customer, entry }: { readonly customer: CustomerState; readonly entry: LedgerEntry },
): Promise<EntryExplanation | null> {
  const behind = await behindOf(engine, entry);
  const past = await recallCatalog(engine, {
    customer,
    entities: entitiesOf(entry, behind),
    newcomers: [],
    capabilities: [entry.capability],
    revision: await engine.catalog.revisionBefore(entry.sequence),
  });
  if (past === null) return null;
  const asked = isAsked(entry) ? askedBy(engine, past, { entry, behind }) : null;
  const chains = asked === null ? [] : chainsThen(past, asked);
  const moved = shownAmong(budgetsThen(past, entry), chains);
  const nodes = [...new Set([...chains.flat(), ...moved])];
  const until = entry.sequence - 1;
  if (!(await recallFigures(engine, scans, { past, nodes, customer: customer.row.number, until }))) return null;
  const capability = engine.snapshot.capability(entry.capability);
  const requested = entry.use + entry.hold;
  const spared = sparedBy(past, { entry, behind }, chains.flat());
  return {
    position: positionOf(until),
    requestedUsage: asked === null ? null : toDecimal(requested, capability.scale),
    chains: decidedThen(past, { capability, requested, chains, spared }).decision.chains,
    budgets: moved.map((node) => movedBudget(past, node, { entry, capability })),
  };
}

async function behindOf(engine: Engine, entry: LedgerEntry): Promise<Behind> {
  if (entry.reservation === 0) return { reservation: null, parent: null };
  const reservation = await engine.ledger.reservation(entry.reservation);
  const parent = reservation === null || reservation.parent === 0 ? 0 : reservation.parent;
  const isSplitOff = entry.kind === "split" && parent !== 0;
  return { reservation, parent: isSplitOff ? await engine.ledger.reservation(parent) : null };
}

function entitiesOf({ resolved, dimensions, named }: LedgerEntry, { reservation, parent }: Behind): number[] {
  const names = [...Object.values(dimensions ?? {}), ...(named ?? [])].filter((name) => typeof name === "number");
  return [...resolved, ...names, ...(reservation?.paths.flat() ?? []), ...(parent?.resolved ?? [])];
}

/** Whether budgets were asked before it was written; what reports or settles is never refused by one. */
function isAsked({ kind, hold }: LedgerEntry): boolean {
  if (kind === "consume" || kind === "hold") return true;
  return (kind === "extend" || kind === "split") && hold > 0;
}

interface Explained {
  readonly entry: LedgerEntry;
  readonly behind: Behind;
}

function askedBy(engine: Engine, past: PastCatalog, { entry, behind }: Explained): AskedThen {
  const { capability, resolved, timestamp } = entry;
  const kept = behind.reservation?.paths ?? (entry.chains === null ? null : pathsIn(entry.chains));
  return { capability, paths: kept ?? pathsNamed(engine, past, entry), set: resolved, instant: timestamp };
}

/** Of several items of a consume only the first keeps the chains: they are those of the names sent, resolved as of then. */
function pathsNamed(engine: Engine, past: PastCatalog, entry: LedgerEntry): number[][] {
  const { dimensions, entityIds } = shownNames(engine.snapshot, entry);
  const names = dimensions === null ? { entityIds: entityIds ?? [] } : { dimensions };
  const { snapshot, customer } = past;
  const place = { snapshot, customer, environment: snapshot.environment(1), now: entry.timestamp };
  const { leaves } = resolve(place, names);
  return pathsOf(snapshot, leaves).map((path) => path.map((entity) => past.entityInCatalog(entity)));
}

/** A split asks nothing of what holds its amount already, an extend nothing of what has nothing of the hold (R30). */
function sparedBy(past: PastCatalog, { entry, behind }: Explained, nodes: readonly ChainNode[]): Set<ChainNode> {
  const holding = (one: Pick<LedgerEntry, "resolved" | "timestamp">, recordedAt: number): ChainNode[] =>
    budgetsHolding(past, { ...one, capability: entry.capability }, recordedAt);
  if (entry.kind === "extend") {
    const held = holding(entry, entry.countedAs).filter((node) => isComplete(past.snapshot, node));
    return new Set(nodes.filter((node) => !held.some((one) => isSameBudget(one, node))));
  }
  if (behind.parent === null) return new Set();
  const held = holding(behind.parent, behind.parent.opened);
  return new Set(nodes.filter((node) => held.some((one) => isSameBudget(one, node))));
}
