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
  PastFigures,
  pathsOf,
  plainLoadOf,
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
  const figures = new PastFigures(past, [...chains.flat(), ...moved], entry.recordedAt);
  const until = entry.sequence - 1;
  if (!(await recallFigures(engine, scans, { figures, customer: customer.row.number, until }))) return null;
  const capability = engine.snapshot.capability(entry.capability);
  const requested = entry.use + entry.hold;
  const growth = growthOf(past, { entry, behind, figures }, chains.flat());
  const { decision } = decidedThen(past, { capability, requested, chains, growth });
  const before = moved.map(({ used, held }) => ({ used, held }));
  figures.add(entry);
  figures.settle();
  return {
    position: positionOf(until),
    requestedUsage: asked === null ? null : toDecimal(requested, capability.scale),
    chains: decision.chains,
    budgets: moved.map((node, index) => movedBudget(past, node, { before: before[index] ?? node, capability })),
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
  const paths = kept ?? pathsNamed(engine, past, entry);
  return { capability, paths, set: resolved, instant: timestamp, today: entry.recordedAt };
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

/** An extend asks nothing of what has nothing of the hold; a split asks as much as is left once its parent has given (R30). */
function growthOf(
  past: PastCatalog,
  { entry, behind, figures }: Explained & { readonly figures: PastFigures },
  nodes: readonly ChainNode[],
): Map<ChainNode, number> | undefined {
  const { capability, countedAs, recordedAt: today } = entry;
  if (entry.kind === "extend") {
    const moved = budgetsHolding(past, { ...entry, today }, countedAs);
    const isMoved = (node: ChainNode): boolean =>
      isComplete(past.snapshot, node) && moved.some((one) => isSameBudget(one, node));
    return new Map(nodes.map((node) => [node, isMoved(node) ? entry.hold : 0]));
  }
  if (behind.parent === null) return undefined;
  const { resolved, timestamp, opened } = behind.parent;
  const given = { capability, resolved, timestamp, countedAs: opened, sequence: entry.sequence, use: 0 };
  const before = new Map(nodes.map((node) => [node, plainLoadOf(node)]));
  figures.add({ ...given, hold: 0 - entry.hold });
  figures.settle();
  const growth = nodes.map((node) => [node, entry.hold + plainLoadOf(node) - (before.get(node) ?? 0)] as const);
  figures.add({ ...given, hold: entry.hold });
  figures.settle();
  return new Map(growth);
}
