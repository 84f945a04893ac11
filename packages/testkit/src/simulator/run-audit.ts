// The audit: after each restart and at the end, everything that was promised is looked for in what the stores have.
import type { Answer } from "@purser/contract";
import type { LedgerEntry } from "@purser/core";
import type { CatalogPromises } from "./catalog-promises.ts";
import { entriesAt, governed, judgeDecision } from "./figure-judge.ts";
import type { LedgerFacts } from "./ledger-facts.ts";
import type { LedgerJudge } from "./ledger-judge.ts";
import type { SentEvents } from "./sent-event.ts";
import type { SentSpends } from "./sent-spend.ts";
import { AGENTS, CAPABILITIES, CUSTOMER, DESK, MODEL, TEAMS, VAULT } from "./simulated-catalog.ts";
import type { SimulatedProcess } from "./simulated-process.ts";
import { promise, Violation } from "./violation.ts";

export interface Audited {
  readonly process: SimulatedProcess;
  readonly facts: LedgerFacts;
  readonly events: SentEvents;
  readonly spends: SentSpends;
  /** As the disk has them now. */
  readonly judge: () => LedgerJudge;
  readonly catalog: CatalogPromises;
  readonly now: number;
}

export async function auditRun(audited: Audited): Promise<void> {
  const { process, facts, events, spends, catalog } = audited;
  events.judge(facts);
  spends.judge(facts);
  await auditReservations(audited);
  await auditScan(process, facts);
  const verified = await answerOf<Answer<"verify">>(process, "verify", {});
  promise(verified.driftedCount === 0, () => `verify found ${JSON.stringify(verified.drifted)}`);
  promise(verified.entries === facts.entries.length, () => `verify read ${verified.entries} entries`);
  const ofCustomer = { customerId: CUSTOMER, limit: "100" };
  const entities = await answerOf<Answer<"listEntities">>(process, "listEntities", {
    ...ofCustomer,
    includeArchived: "true",
  });
  const assignments = await answerOf<Answer<"listAssignments">>(process, "listAssignments", ofCustomer);
  catalog.judge(entities.data, assignments.data);
  const exceptions = await answerOf<Answer<"listExceptions">>(process, "listExceptions", ofCustomer);
  catalog.judgeRaises(exceptions.data);
  await auditFigures(audited);
}

/** What a process takes for open is what the ledger has left open. */
async function auditReservations({ process, judge }: Audited): Promise<void> {
  const { engine } = process.system;
  if (!(await isIdle(engine.queue))) return;
  const { head } = engine.queue;
  const open = [...judge().reservations.rows.values()].filter(({ state }) => state === "open");
  const known = engine.reservations;
  const isKnown = known.size === open.length && open.every(({ number }) => known.get(number) !== undefined);
  promise(isKnown, () => `${open.length} reservations are open, the process knows ${known.size}`);
  const ids = open.flatMap(({ number, customer }) =>
    engine.snapshot.customer(customer).row.id === CUSTOMER ? [`res_${number.toString(36)}`] : [],
  );
  const ofCustomer = { customerId: CUSTOMER, limit: "100", state: "open" };
  const { data } = await answerOf<Answer<"listReservations">>(process, "listReservations", ofCustomer);
  const listed = data.map(({ id }) => id);
  const isListed = String(listed.sort()) === String(ids.sort()) || engine.queue.head !== head;
  promise(isListed, () => `open are ${ids}, listed as open ${listed}`);
}

const MICROTASKS = 5;

/** Whether nothing is being written, told without waiting for what is parked. */
async function isIdle(queue: { drained(): Promise<void> }): Promise<boolean> {
  let isDrained = false;
  void queue.drained().then(() => {
    isDrained = true;
  });
  for (let left = MICROTASKS; left > 0; left -= 1) await Promise.resolve();
  return isDrained;
}

/** The ledger as it is read is the ledger as it stands on the disk. */
async function auditScan(process: SimulatedProcess, facts: LedgerFacts): Promise<void> {
  const read: LedgerEntry[] = [];
  const { ledger } = process.system.engine;
  const range = { customer: 0, after: 0, until: facts.entries.length };
  for await (const slice of ledger.scan(range)) read.push(...slice);
  const kept = facts.entries.map(({ entry }) => entry);
  promise(read.length === kept.length, () => `a scan reads ${read.length} entries of ${kept.length}`);
  for (const [index, entry] of read.entries()) {
    const isSame = JSON.stringify(partsOf(entry)) === JSON.stringify(partsOf(kept[index]));
    promise(isSame, () => `a scan reads another entry ${index + 1}: ${JSON.stringify(entry)}`);
  }
}

const partsOf = (entry: LedgerEntry | undefined): readonly unknown[] =>
  entry === undefined
    ? []
    : [
        entry.sequence,
        entry.customer,
        entry.capability,
        entry.use,
        entry.hold,
        entry.timestamp,
        entry.resolved,
        entry.kind,
        entry.reservation,
      ];

async function auditFigures(audited: Audited): Promise<void> {
  const { process, facts, now } = audited;
  const seen = new Set<string>();
  for (const capabilityId of CAPABILITIES) {
    for (const entityId of [...AGENTS, ...TEAMS, VAULT, DESK, "u0", "u1"]) {
      const input = { customerId: CUSTOMER, requestedUsage: 0, capabilityId, entityIds: [entityId, MODEL] };
      const decision = await answerOf<Answer<"check">>(process, "check", input);
      judgeDecision({ facts, customerId: CUSTOMER, now }, 0, decision);
      await auditAllocation(audited, decision, seen);
    }
  }
}

/** What nodes show to be set aside is what is carved out of them as the rows on the disk stand, and what weighs on that. */
async function auditAllocation(
  { process, facts, judge }: Audited,
  decision: Answer<"check">,
  seen: Set<string>,
): Promise<void> {
  const { engine } = process.system;
  const { ceilings } = judge();
  if (!(await isIdle(engine.queue)) || entriesAt(decision.position) !== facts.entries.length) return;
  for (const node of governed(decision)) {
    if (node.inherited || seen.has(node.assignmentId ?? "")) continue;
    seen.add(node.assignmentId ?? "");
    const number = Number.parseInt((node.assignmentId ?? "").slice("asg_".length), 36);
    const start = node.usagePeriodStart === null ? 0 : Date.parse(node.usagePeriodStart);
    const scale = 10 ** facts.scaleOf(node.capabilityId);
    const expected = ceilings.allocation(number, start);
    const shown = [node.allocated, node.unallocated].map((amount) => amount && Math.round(amount * scale));
    const isShown = String(shown) === String([expected?.allocated ?? null, expected?.unallocated ?? null]);
    promise(
      isShown,
      () => `${node.assignmentId} shows ${shown} units set aside and left, not ${JSON.stringify(expected)}`,
    );
  }
}

export async function answerOf<Answered>(
  process: SimulatedProcess,
  operation: string,
  input: Record<string, unknown>,
): Promise<Answered> {
  const outcome = await process.call(operation, input);
  if ("answer" in outcome) return outcome.answer as Answered;
  throw new Violation(`${operation} is refused without a fault: ${JSON.stringify(outcome.problem)}`);
}
