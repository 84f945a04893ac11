// Ledger sums: R13's sentence computed from what the API lists, sharing nothing with any counter or fold of ours.
import { ALL_READS, CAPABILITIES, CUSTOMERS, type System } from "@purser/testkit";

const PAGE = 100;
/** As many decimal places as a scale may have. */
export const UNITS = 1e9;

type Fields = Readonly<Record<string, unknown>>;

export interface BudgetShown {
  readonly customerId: string;
  readonly capabilityId: string;
  readonly entityId: string;
  readonly assignmentId: string;
  readonly scopeEntityIds: readonly string[];
  readonly usagePeriodStart: string | null;
  readonly usagePeriodEnd: string | null;
  readonly currentUsage: number;
  readonly heldUsage: number;
}

export interface Entry {
  readonly id: string;
  readonly position: string;
  readonly capabilityId: string;
  readonly amount: number;
  readonly held: number;
  readonly timestamp: string;
  readonly recordedAt: string;
  readonly resolvedEntityIds: readonly string[];
  readonly correctsEntryId: string | null;
  readonly reservationId: string | null;
}

/** Every budget of every active entity of every customer, each asked with all others present. */
export async function budgetsShown(system: System): Promise<BudgetShown[]> {
  const shown: BudgetShown[] = [];
  for (const customerId of CUSTOMERS) {
    const entityIds = (await allOf(system, "listEntities", customerId)).map(({ id }) => String(id));
    if (entityIds.length === 0) continue;
    for (const capabilityId of CAPABILITIES) {
      const input = { customerId, capabilityId, requestedUsage: 0, entityIds };
      const outcome = await system.call("check", input);
      const chains = "answer" in outcome ? (outcome.answer as { readonly chains: readonly Fields[][] }).chains : [];
      for (const node of chains.flat()) if (node.assignmentId !== null) shown.push(budgetOf(customerId, node));
    }
  }
  return shown;
}

function budgetOf(customerId: string, node: Fields): BudgetShown {
  const { capabilityId, entityId, assignmentId, scopeEntityIds, usagePeriodStart, usagePeriodEnd } = node;
  const told = { capabilityId, entityId, assignmentId, scopeEntityIds, usagePeriodStart, usagePeriodEnd };
  return { customerId, ...told, currentUsage: node.currentUsage, heldUsage: node.heldUsage } as BudgetShown;
}

export type Figures = Pick<BudgetShown, "currentUsage" | "heldUsage">;

export const ledgerOf = async (system: System, customerId: string): Promise<readonly Entry[]> =>
  (await allOf(system, "listLedger", customerId)) as unknown as readonly Entry[];

/** Of the whole ledger of the budget's customer, or of a part of it. */
export async function figuresByLedger(system: System, budget: BudgetShown, part?: readonly Entry[]): Promise<Figures> {
  const entries = part ?? (await ledgerOf(system, budget.customerId));
  return sumsOf(entries, budget, { after: await countedAfter(system, budget), until: Number.POSITIVE_INFINITY });
}

/** R13 over the entries up to `until` that count for an assignment of `after`. */
export function sumsOf(
  entries: readonly Entry[],
  budget: Omit<BudgetShown, keyof Figures>,
  { after, until }: { readonly after: number; readonly until: number },
): Figures {
  const counted = entries
    .filter((entry) => placeOf(entry.position) <= until && countsAt(entries, entry) > after)
    .filter((entry) => counts(budget, entry));
  return { currentUsage: sumOf(counted, "amount"), heldUsage: sumOf(counted, "held") };
}

function sumOf(entries: readonly Entry[], field: "amount" | "held"): number {
  const units = entries.map((entry) => Math.round(entry[field] * UNITS));
  return units.reduce((sum, amount) => sum + amount, 0) / UNITS;
}

/** Where it counts as recorded: with what it corrects, and with the opening of its reservation. */
function countsAt(entries: readonly Entry[], entry: Entry): number {
  const corrected = entries.find(({ id }) => id === entry.correctsEntryId);
  if (corrected !== undefined) return countsAt(entries, corrected);
  const opening = entries.find(({ reservationId }) => reservationId !== null && reservationId === entry.reservationId);
  return placeOf((opening ?? entry).position);
}

function counts(budget: Omit<BudgetShown, keyof Figures>, entry: Entry): boolean {
  const at = Date.parse(entry.timestamp);
  if (entry.capabilityId !== budget.capabilityId) return false;
  if (budget.usagePeriodStart !== null && at < Date.parse(budget.usagePeriodStart)) return false;
  if (budget.usagePeriodEnd !== null && at >= Date.parse(budget.usagePeriodEnd)) return false;
  return [budget.entityId, ...budget.scopeEntityIds].every((id) => entry.resolvedEntityIds.includes(id));
}

/** The place in the ledger behind which an assignment counts: where it was made, if it counts from then on. */
async function countedAfter(system: System, { customerId, assignmentId }: BudgetShown): Promise<number> {
  const assignment = (await allOf(system, "listAssignments", customerId)).find(({ id }) => id === assignmentId);
  if (assignment?.countFrom !== "now") return 0;
  const made = (await allOf(system, "listAuditLog", customerId)).find(
    ({ subjectId, before }) => subjectId === assignmentId && before === null,
  );
  return placeOf(String(made?.position));
}

/** Of a position such as `p1.2s`: positions count to the base of 36. */
export function placeOf(position: string): number {
  const place = Number.parseInt(/^p\d+\.([0-9a-z]+)$/.exec(position)?.[1] ?? "", 36);
  if (Number.isNaN(place)) throw new Error(`no place in the ledger: ${position}`);
  return place;
}

export async function allOf(system: System, operation: string, customerId: string): Promise<readonly Fields[]> {
  const rows: Fields[] = [];
  let after: string | null = null;
  do {
    const outcome = await system.call(operation, { customerId, limit: PAGE, ...(after === null ? {} : { after }) });
    if (!("answer" in outcome)) return rows;
    const page = outcome.answer as { readonly data: readonly Fields[]; readonly pagination: { next: string | null } };
    rows.push(...page.data);
    after = page.pagination.next;
  } while (after !== null);
  return rows;
}

/** Answers of all reads, without what each answer has for itself. */
export async function readAll(system: System, which: "checks" | "lists"): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const command of ALL_READS) {
    if (command.kind !== "call" || (command.operation === "check") !== (which === "checks")) continue;
    const outcome = await system.call(command.operation, command.input as Record<string, unknown>);
    answers.push(
      JSON.parse(JSON.stringify(outcome), (name, value: unknown) => (name === "requestId" ? undefined : value)),
    );
  }
  return answers;
}
