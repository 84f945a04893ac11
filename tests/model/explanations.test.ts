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
import { allOf, type BudgetShown, type Entry, type Figures, placeOf, sumsOf } from "./ledger-sums.ts";

const LONG = process.env.PURSER_LONG === "1" ? 20 : 1;
const OPTIONS: PropertyOptions = { runs: 60 * LONG, length: 40 };
/** Most requests are granted. */
const DENIALS: PropertyOptions = { runs: 150 * LONG, length: 40 };
const FEW = 4;
const TEST_MS_MAX = 600_000;

interface Explained extends BudgetShown {
  readonly usageLimit: number | null;
  readonly inherited: boolean;
}

interface Explanation {
  readonly requestedUsage: number | null;
  readonly chains: readonly (readonly Explained[])[];
  readonly budgets: readonly (Explained & { readonly before: Figures })[];
}

interface Told {
  readonly position: string;
  readonly subjectId: string;
  readonly before: object | null;
  readonly after: { readonly usageLimit: number | null; readonly countFrom?: string } | null;
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
    "R41: every denial that is still kept is explained by what was answered",
    async () => {
      let explained = 0;
      await examineSequences(memoryRunner, DENIALS, async (system, commands) => {
        const denied: Denied[] = [];
        const play = new TwinPlay(noting(system, denied));
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

/** The system, with an ear for denials. */
function noting(system: System, denied: Denied[]): System {
  const call: System["call"] = async (operation, input, as) => {
    const outcome = await system.call(operation, input, as);
    const answer = "answer" in outcome ? (outcome.answer as Answered | null) : null;
    for (const [index, decision] of [answer, ...(answer?.data ?? [])].entries()) {
      const asked = index === 0 ? input : ((input.checks as readonly Fields[] | undefined)?.[index - 1] ?? {});
      if (decision?.isGranted === false)
        denied.push({ customerId: String(asked.customerId), decision, isAlone: index === 0 });
    }
    return outcome;
  };
  return Object.assign(Object.create(system) as System, { call });
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
    examineLimit(facts, budget, place);
  }
  for (const node of chains.flat()) {
    if (node.assignmentId === null) continue;
    const { currentUsage, heldUsage } = node;
    expect({ node, ...sumsAt(facts, node, place - 1) }).toEqual({ node, currentUsage, heldUsage });
    examineLimit(facts, node, place);
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

/** Defaults of the environment are told of in its own part of the log. */
function examineLimit({ told }: Facts, { assignmentId, usageLimit, inherited }: Explained, place: number): void {
  const changes = told.filter(({ subjectId }) => subjectId === assignmentId);
  if (changes.length === 0 && inherited) return;
  const last = changes.filter(({ position }) => placeOf(position) < place).at(-1);
  expect({ assignmentId, usageLimit: last?.after?.usageLimit }).toEqual({ assignmentId, usageLimit });
}
