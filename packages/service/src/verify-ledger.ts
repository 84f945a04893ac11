// Verify: proves that durable and live counters equal the fold of the ledger, and repairs those that don't (R44, P3).
import type { Answer } from "@purser/contract";
import { assignmentId, type CounterAmounts, NO_AMOUNTS, toDecimal } from "@purser/core";
import type { Caller } from "./caller.ts";
import { EMPTY_TRANSACTION } from "./empty-transaction.ts";
import { type Engine, nowFor } from "./engine.ts";
import { LedgerFold } from "./ledger-fold.ts";
import type { Operations } from "./operation.ts";
import type { CounterFigure, Repair, Transaction } from "./ports.ts";

type Report = Answer<"verify">;

/** Entries that may be read while writes wait; the rest is read before. */
const CATCH_UP_MAX = 2_000;
const ROUNDS_MAX = 20;
/** Drifted counters shown one by one; all of them are counted and repaired. */
const SHOWN_MAX = 100;

interface Drift {
  readonly figure: CounterFigure;
  readonly expected: CounterFigure;
  readonly store: "durable" | "live";
}

export function makeVerify(engine: Engine): Operations["verify"] {
  return async (caller, input) => {
    // The root key proves the whole file, any other the environment that it belongs to.
    const environment = caller.access === "root" ? null : caller.environment;
    const fold = new LedgerFold(engine.snapshot, environment);
    const { version } = engine.snapshot;
    let read = 0;
    for (let round = 0; round < ROUNDS_MAX && engine.queue.head - read > CATCH_UP_MAX; round += 1) {
      read = await foldUntil(engine, fold, read);
    }
    return engine.queue.alone(async () => {
      // A catalog that changed meanwhile has other budgets: everything is read again, now that nobody writes.
      const isCurrent = version === engine.snapshot.version;
      const whole = isCurrent ? fold : new LedgerFold(engine.snapshot, environment);
      await foldUntil(engine, whole, isCurrent ? read : 0);
      whole.weighCarved((customer) => nowFor(engine, customer));
      const drifts = [...(await durableDrifts(engine, whole)), ...liveDrifts(engine, whole)];
      if (input.repair === true && drifts.length > 0) await repair(engine, caller, drifts);
      return report(engine, whole, { drifts, isRepaired: input.repair === true });
    });
  };
}

async function foldUntil(engine: Engine, fold: LedgerFold, after: number): Promise<number> {
  const until = engine.queue.head;
  for await (const slice of engine.ledger.scan({ customer: 0, after, until }))
    for (const entry of slice) fold.add(entry);
  return until;
}

async function durableDrifts(engine: Engine, fold: LedgerFold): Promise<Drift[]> {
  const drifts: Drift[] = [];
  const missing = new Set(fold.figures.keys());
  for await (const slice of engine.ledger.allCounters()) {
    for (const figure of slice) {
      missing.delete(`${figure.assignment} ${figure.entity} ${figure.periodStart}`);
      if (fold.concerns(figure.assignment)) pushDrift(drifts, engine, { fold, figure, store: "durable" });
    }
  }
  for (const key of missing) {
    const expected = fold.figures.get(key);
    if (expected !== undefined) {
      pushDrift(drifts, engine, { fold, figure: { ...expected, ...NO_AMOUNTS }, store: "durable" });
    }
  }
  return drifts;
}

function liveDrifts(engine: Engine, fold: LedgerFold): Drift[] {
  const drifts: Drift[] = [];
  for (const figure of engine.counters.all()) {
    if (fold.concerns(figure.assignment)) pushDrift(drifts, engine, { fold, figure, store: "live" });
  }
  return drifts;
}

function pushDrift(
  drifts: Drift[],
  engine: Engine,
  { fold, figure, store }: Omit<Drift, "expected"> & { readonly fold: LedgerFold },
): void {
  const folded = fold.figure(figure);
  const isAsCarved = folded.uncarved === figure.uncarved && folded.excess === figure.excess;
  // What was carved when a period ended is told by no entry, and by nobody asked for.
  const isTold = isAsCarved || goesOn(engine, figure);
  const expected = isTold ? folded : { ...folded, uncarved: figure.uncarved, excess: figure.excess };
  if (expected.used === figure.used && expected.held === figure.held && (isAsCarved || !isTold)) return;
  drifts.push({ figure, store, expected });
}

/** Whether the usage period hasn't ended. */
function goesOn(engine: Engine, { assignment, entity, periodStart }: CounterFigure): boolean {
  const { assignments, entities } = engine.snapshot;
  const now = nowFor(engine, engine.snapshot.customer(entities.customer.get(entity)));
  return assignments.calendarAt(assignments.calendar.get(assignment)).periodAt(now).start <= periodStart;
}

async function repair(engine: Engine, caller: Caller, drifts: readonly Drift[]): Promise<void> {
  const figures = drifts.map(({ expected }) => expected);
  const at = engine.clock.now();
  const transaction: Transaction = {
    ...EMPTY_TRANSACTION,
    at,
    actor: caller.actor,
    figures,
    repair: { environment: caller.environment, ...repairTold(engine, drifts) },
  };
  await engine.ledger.commit(transaction);
  engine.queue.revision += 1;
  for (const figure of figures) {
    const customer = engine.snapshot.customer(engine.snapshot.entities.customer.get(figure.entity));
    engine.counters.settle([figure], nowFor(engine, customer));
  }
}

/** The audit log shows the first of them one by one, as the report does. */
function repairTold(engine: Engine, drifts: readonly Drift[]): Pick<Repair, "before" | "after"> {
  const shown = drifts.slice(0, SHOWN_MAX).map((drift) => answerDrift(engine, drift));
  const told = (side: "counted" | "ledger"): Repair["before"] => ({
    counters: shown.map(({ counted, ledger, ...counter }) => ({
      ...counter,
      ...(side === "counted" ? counted : ledger),
    })),
    count: drifts.length,
  });
  return { before: told("counted"), after: told("ledger") };
}

function report(engine: Engine, fold: LedgerFold, found: { drifts: readonly Drift[]; isRepaired: boolean }): Report {
  return {
    entries: fold.entries,
    counters: fold.figures.size,
    drifted: found.drifts.slice(0, SHOWN_MAX).map((drift) => answerDrift(engine, drift)),
    driftedCount: found.drifts.length,
    repaired: found.isRepaired ? found.drifts.length : 0,
    position: engine.queue.position,
  };
}

function answerDrift(engine: Engine, { figure, expected, store }: Drift): Report["drifted"][number] {
  const { assignments, entities } = engine.snapshot;
  const { id: capabilityId, scale } = engine.snapshot.capability(assignments.capability.get(figure.assignment));
  return {
    store,
    assignmentId: assignmentId(figure.assignment),
    entityId: entities.ids[figure.entity] ?? "",
    capabilityId,
    usagePeriodStart: Number.isFinite(figure.periodStart) ? new Date(figure.periodStart).toISOString() : null,
    counted: answerAmounts(figure, scale),
    ledger: answerAmounts(expected, scale),
  };
}

const answerAmounts = ({ used, held, uncarved, excess }: CounterAmounts, scale: number) => ({
  currentUsage: toDecimal(used, scale),
  heldUsage: toDecimal(held, scale),
  uncarved: toDecimal(uncarved, scale),
  excess: toDecimal(excess, scale),
});
