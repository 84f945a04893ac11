// Explanations after any sequence: figures are the ledger's sums up to the entry, limits those of the audit log, denials as answered (R41).
import {
  CUSTOMERS,
  examineSequences,
  memoryRunner,
  type PropertyOptions,
  SEED,
  type System,
  TwinPlay,
  VOCABULARY,
} from "@purser/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { allOf, type BudgetShown, type Entry, type Figures, placeOf, sumsOf, UNITS } from "./ledger-sums.ts";

const LONG = process.env.PURSER_LONG === "1" ? 20 : 1;
const OPTIONS: PropertyOptions = { runs: 60 * LONG, length: 40 };
/** Most requests are granted. */
const DENIALS: PropertyOptions = { runs: 150 * LONG, length: 40 };
const FEW = 4;
const TEST_MS_MAX = 600_000;

interface Explained extends BudgetShown {
  readonly usageLimit: number | null;
  readonly cadence: string | null;
  readonly inherited: boolean;
}

interface Explanation {
  readonly requestedUsage: number | null;
  readonly chains: readonly (readonly Explained[])[];
  readonly budgets: readonly (Explained & { readonly before: Figures })[];
}

interface Told {
  readonly position: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly before: object | null;
  readonly after: { readonly usageLimit: number | null; readonly countFrom?: string } | null;
}

/** An exception as the audit log tells it. */
interface Raise {
  readonly entityId: string;
  readonly capabilityId: string;
  readonly scopeEntityIds: readonly string[];
  readonly cadence: string | null;
  readonly usageLimit: number | null;
  readonly amount: number | null;
  readonly from: string;
  readonly until: string | null;
  readonly revokedAt: string | null;
}

/** Everything that an explanation is compared with, as lists tell it. */
interface Facts {
  readonly customerId: string;
  readonly entries: readonly Entry[];
  readonly told: readonly Told[];
}

describe("after any sequence of commands on the memory store", () => {
  afterAll(() => console.log(`explanations: PURSER_SEED=${SEED}`));

  it(
    "R41: every entry is explained by the sums and the limits of then",
    async () => {
      let budgets = 0;
      await examineSequences(memoryRunner, OPTIONS, async (system, commands) => {
        const play = new TwinPlay(system);
        await play.play([...VOCABULARY, ...commands]);
        for (const customerId of CUSTOMERS) budgets += await examineCustomer(system, customerId);
      });
      expect(budgets).toBeGreaterThan(OPTIONS.runs);
    },
    TEST_MS_MAX,
  );

  it(
    "R41, R34: what an entry left behind is explained as it was answered",
    async () => {
      let explained = 0;
      await examineSequences(memoryRunner, OPTIONS, async (system, commands) => {
        const counted: Counted[] = [];
        const play = new TwinPlay(hearing(system, (asked) => counted.push(...countedBy(asked))));
        await play.play([...VOCABULARY, ...commands]);
        for (const one of counted) explained += await examineCounted(system, one);
      });
      expect(explained).toBeGreaterThan(OPTIONS.runs);
    },
    TEST_MS_MAX,
  );

  it(
    "R41: every denial that is still kept is explained by what was answered",
    async () => {
      let explained = 0;
      await examineSequences(memoryRunner, DENIALS, async (system, commands) => {
        const denied: Denied[] = [];
        const play = new TwinPlay(hearing(system, (asked) => denied.push(...deniedBy(asked))));
        await play.play([...VOCABULARY, ...commands]);
        for (const one of denied) {
          const difference = await examineDenial(system, one);
          if (difference === null) continue;
          if (difference !== "") throw new Error(`${difference}\nas steps:\n${play.steps}`);
          explained += 1;
        }
      });
      expect(explained).toBeGreaterThan(DENIALS.runs / FEW);
    },
    TEST_MS_MAX,
  );
});

type Fields = Readonly<Record<string, unknown>>;
type Decision = Fields & { readonly requestId: string };
type Answered = Decision & { readonly data?: readonly Decision[] };

interface Denied {
  readonly customerId: string;
  readonly decision: Decision;
  /** Another check of the same request may be explained, and this one not: a budget of somebody imagined has no record. */
  readonly isAlone: boolean;
}

interface Asked {
  readonly operation: string;
  readonly input: Fields;
  readonly answer: Answered | null;
}

/** The system, with an ear for what it answers. */
function hearing(system: System, hear: (asked: Asked) => void): System {
  const call: System["call"] = async (operation, input, as) => {
    const outcome = await system.call(operation, input, as);
    hear({ operation, input, answer: "answer" in outcome ? (outcome.answer as Answered | null) : null });
    return outcome;
  };
  return Object.assign(Object.create(system) as System, { call });
}

function* deniedBy({ input, answer }: Asked): Iterable<Denied> {
  for (const [index, decision] of [answer, ...(answer?.data ?? [])].entries()) {
    const asked = index === 0 ? input : ((input.checks as readonly Fields[] | undefined)?.[index - 1] ?? {});
    if (decision?.isGranted === false) yield { customerId: String(asked.customerId), decision, isAlone: index === 0 };
  }
}

/** Entries that an answer has just told of, with the budgets as it showed them after they counted. */
interface Counted {
  readonly customerId: string;
  readonly entryIds: readonly string[];
  readonly budgets: readonly Fields[];
}

function* countedBy({ operation, input, answer }: Asked): Iterable<Counted> {
  if (answer === null || input.dryRun === true) return;
  if (operation === "consume" && answer.isGranted === true && answer.duplicate !== true) {
    yield countedIn(input, answer, (answer.chains as readonly (readonly Fields[])[]).flat());
  }
  if (operation !== "ingest") return;
  for (const [index, result] of (answer.data ?? []).entries()) {
    const event = (input.events as readonly Fields[])[index];
    if (event !== undefined && result.status === "accepted" && result.budgets !== undefined) {
      yield countedIn(event, result, result.budgets as readonly Fields[]);
    }
  }
}

const countedIn = (asked: Fields, answer: Fields, budgets: readonly Fields[]): Counted => ({
  customerId: String(asked.customerId),
  entryIds: answer.ledgerEntryIds as readonly string[],
  budgets,
});

const AFTERWARDS =
  "capabilityId entityId assignmentId cadence usagePeriodStart usageLimit currentUsage heldUsage available utilization allocated unallocated";

const afterwards = (node: Fields): string => JSON.stringify(AFTERWARDS.split(" ").map((name) => node[name]));

/** Returns how many budgets were compared; an entity that is erased afterwards has another id. */
async function examineCounted(system: System, { customerId, entryIds, budgets }: Counted): Promise<number> {
  let examined = 0;
  const answered = budgets.filter(({ assignmentId }) => assignmentId !== null).map(afterwards);
  for (const entryId of entryIds) {
    const outcome = await system.call("getLedgerEntry", { customerId, entryId });
    const { explanation } = ("answer" in outcome ? outcome.answer : {}) as { readonly explanation?: Explanation };
    for (const budget of explanation?.budgets ?? []) {
      if (budget.entityId.startsWith("erased-")) continue;
      expect(answered).toContain(afterwards(budget as unknown as Fields));
      examined += 1;
    }
  }
  return examined;
}

/** "" when it is; null when ten later denials or an erasure have come since. */
async function examineDenial(system: System, { customerId, decision, isAlone }: Denied): Promise<string | null> {
  const { requestId, isGranted, accessDeniedReason, available, retryAt, bindingConstraint, chains, warnings } =
    decision;
  const outcome = await system.call("listDenials", { customerId, requestId });
  const explanations = "answer" in outcome ? (outcome.answer as { explanations: readonly Fields[] }).explanations : [];
  const answered = {
    requestId,
    isGranted,
    accessDeniedReason,
    available,
    retryAt,
    bindingConstraint,
    chains,
    warnings,
  };
  const parts = explanations.map((one) => Object.fromEntries(Object.keys(answered).map((name) => [name, one[name]])));
  const text = JSON.stringify(answered);
  if (parts.length === 0 || JSON.stringify(parts).includes('"erased-')) return null;
  if (parts.some((one) => JSON.stringify(one) === text)) return "";
  return isAlone ? `answered:\n${text}\nexplained:\n${JSON.stringify(parts)}` : null;
}

async function examineCustomer(system: System, customerId: string): Promise<number> {
  const entries = (await allOf(system, "listLedger", customerId)) as unknown as readonly Entry[];
  const told = (await allOf(system, "listAuditLog", customerId)) as unknown as readonly Told[];
  let examined = 0;
  for (const entry of entries) {
    const outcome = await system.call("getLedgerEntry", { customerId, entryId: entry.id });
    if (!("answer" in outcome)) throw new Error(`no entry ${entry.id}`);
    const { explanation } = outcome.answer as { readonly explanation: Explanation };
    examined += examineEntry({ customerId, entries, told }, entry, explanation);
  }
  return examined;
}

function examineEntry(facts: Facts, entry: Entry, { requestedUsage, chains, budgets }: Explanation): number {
  const place = placeOf(entry.position);
  for (const budget of budgets) {
    const { currentUsage, heldUsage } = budget;
    expect({ budget, ...sumsAt(facts, budget, place - 1) }).toEqual({ budget, ...budget.before });
    expect({ budget, ...sumsAt(facts, budget, place) }).toEqual({ budget, currentUsage, heldUsage });
    examineLimit(facts, budget, entry);
  }
  for (const node of chains.flat()) {
    if (node.assignmentId === null) continue;
    const { currentUsage, heldUsage } = node;
    expect({ node, ...sumsAt(facts, node, place - 1) }).toEqual({ node, currentUsage, heldUsage });
    examineLimit(facts, node, entry);
  }
  expect(chains.length > 0).toBe(requestedUsage !== null && entry.resolvedEntityIds.length > 0);
  return budgets.length;
}

function sumsAt(
  { customerId, entries, told }: Facts,
  budget: Omit<BudgetShown, keyof Figures>,
  until: number,
): Figures {
  const made = told.find(({ subjectId, before }) => subjectId === budget.assignmentId && before === null);
  const after = made?.after?.countFrom === "now" ? placeOf(made.position) : 0;
  return sumsOf(entries, { ...budget, customerId }, { after, until });
}

/** R36 by the audit log; defaults of the environment are told of in its own part of it. */
function examineLimit({ told }: Facts, budget: Explained, { position, recordedAt }: Entry): void {
  const { assignmentId, usageLimit, inherited } = budget;
  const place = placeOf(position);
  const changes = told.filter(({ subjectId }) => subjectId === assignmentId);
  if (changes.length === 0 && inherited) return;
  const own = changes.filter((change) => placeOf(change.position) < place).at(-1)?.after?.usageLimit;
  const until = budget.usagePeriodEnd === null ? Number.POSITIVE_INFINITY : Date.parse(budget.usagePeriodEnd) - 1;
  const at = Math.max(Date.parse(budget.usagePeriodStart ?? recordedAt), Math.min(Date.parse(recordedAt), until));
  const raises = [...raisesBefore(told, place).values()].filter((raise) => isInForce(raise, at) && isOn(raise, budget));
  expect({ assignmentId, usageLimit: typeof own === "number" ? raised(own, raises) : own }).toEqual({
    assignmentId,
    usageLimit,
  });
}

function raisesBefore(told: readonly Told[], place: number): Map<string, Raise> {
  const raises = new Map<string, Raise>();
  for (const { kind, subjectId, position, after } of told) {
    if (kind === "exception" && placeOf(position) < place) raises.set(subjectId, after as unknown as Raise);
  }
  return raises;
}

const isInForce = ({ from, until, revokedAt }: Raise, at: number): boolean =>
  revokedAt === null && Date.parse(from) <= at && (until === null || at < Date.parse(until));

const keyOf = ({
  entityId,
  capabilityId,
  scopeEntityIds,
  cadence,
}: Pick<Explained & Raise, keyof Raise & keyof Explained>) =>
  JSON.stringify([entityId, capabilityId, [...scopeEntityIds].sort(), cadence]);

const isOn = (raise: Raise, budget: Explained): boolean => keyOf(raise) === keyOf({ ...budget });

function raised(own: number, raises: readonly Raise[]): number {
  const absolute = Math.max(own, ...raises.map(({ usageLimit }) => usageLimit ?? 0));
  const added = raises.reduce((sum, { amount }) => sum + Math.round((amount ?? 0) * UNITS), 0);
  return (Math.round(absolute * UNITS) + added) / UNITS;
}
