// The explanation screen: an entry or a denial as lines, the budgets that it met as a table in the order consulted (R41).
import { amountText, cadenceText } from "./budget-text.ts";
import type { Client } from "./connection.ts";
import { columnsOf, printable } from "./terminal-text.ts";

type ExplainedEntry = Awaited<ReturnType<Client["getLedgerEntry"]>>;
type Denials = Awaited<ReturnType<Client["listDenials"]>>;
type ExplainedDenial = NonNullable<Denials["explanations"]>[number];
type Node = ExplainedDenial["chains"][number][number];
type MovedBudget = NonNullable<ExplainedEntry["explanation"]>["budgets"][number];

const GAP = "  ";
const CONSULTED = ["ENTITY", "BUDGET", "LIMIT", "USED", "HELD", "AVAILABLE", ""];
const MOVED = ["ENTITY", "BUDGET", "LIMIT", "USED", "HELD", "AVAILABLE"];

const shown = (amount: number): string => amountText(amount, false);

export function entryLines(entry: ExplainedEntry): string[] {
  const { kind, id, capabilityId, amount, held, timestamp, recordedAt, explanation } = entry;
  const parts = [amount === 0 ? null : shown(amount), held === 0 ? null : `${signed(held)} held`];
  const what = parts.filter((part) => part !== null).join(", ") || "0";
  const when = recordedAt === timestamp ? "" : `, recorded ${recordedAt}`;
  const head = printable(`${kind} ${id}: ${what} ${capabilityId}, ${timestamp}${when}`);
  if (explanation === null)
    return [head, "Too many entries lie before it to tell its figures: see the governance tree for those of now."];
  const { chains, budgets, requestedUsage } = explanation;
  return [
    head,
    ...(requestedUsage === null ? [] : [`Asked for ${shown(requestedUsage)}, and granted by:`, ...consulted(chains)]),
    ...(budgets.length === 0 ? ["It moved no budget."] : ["Moved:", ...tableLines(MOVED, budgets.map(movedCells))]),
  ];
}

export function denialLines(denial: ExplainedDenial): string[] {
  const { accessDeniedReason, bindingConstraint, retryAt, at, isGranted, items } = denial;
  const asked = items
    .map(({ requestedUsage, capabilityId }) => `${shown(requestedUsage)} ${capabilityId}`)
    .join(" and ");
  const verdict = isGranted ? "Granted, beyond a shadow limit" : `Denied: ${accessDeniedReason}`;
  const place = isGranted || bindingConstraint === null ? "" : ` at ${bindingConstraint.entityId}`;
  return [
    printable(`${verdict}${place}. Asked for ${asked} at ${at}.`),
    ...(isGranted
      ? []
      : [retryAt === null ? "No time was known when it would pass." : `Could be tried again at ${retryAt}.`]),
    "Consulted:",
    ...consulted(denial.chains),
  ];
}

/** A budget that stands in two chains is shown in both, as it was consulted. */
const consulted = (chains: readonly (readonly Node[])[]): string[] =>
  tableLines(CONSULTED, chains.flat().map(consultedCells));

function consultedCells(node: Node): string[] {
  const { assignmentId, isGranted, exceedsLimit, enforcement, currentUsage, heldUsage } = node;
  if (assignmentId === null) return [node.entityId, "no budget", "", "", "", "", ""];
  const passes = exceedsLimit ? `passes (${enforcement})` : "grants";
  return [
    ...budgetCells(node),
    shown(currentUsage),
    shown(heldUsage),
    availableOf(node),
    isGranted ? passes : "denies",
  ];
}

const movedCells = (node: MovedBudget): string[] => [
  ...budgetCells(node),
  change(node.before.currentUsage, node.currentUsage),
  change(node.before.heldUsage, node.heldUsage),
  availableOf(node),
];

function budgetCells({ entityId, capabilityId, cadence, scopeEntityIds, usageLimit, inherited }: Node): string[] {
  const scope = scopeEntityIds.length === 0 ? "" : ` with ${scopeEntityIds.join(" + ")}`;
  const origin = inherited ? " (default)" : "";
  const limit = usageLimit === null ? "none" : shown(usageLimit);
  return [entityId, `${capabilityId} / ${cadenceText(cadence)}${scope}${origin}`, limit];
}

const availableOf = ({ available }: Node): string => (available === null ? "" : shown(available));
const change = (before: number, after: number): string =>
  before === after ? shown(after) : `${shown(before)} → ${shown(after)}`;
const signed = (amount: number): string => (amount > 0 ? `+${shown(amount)}` : shown(amount));

/** Words stand on the left, figures on the right. */
function tableLines(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [titles, ...rows].map((row) => row.map(printable));
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column] ?? ""))));
  return cells.map((row) => {
    const padded = row.map((text, column) => {
      const gap = " ".repeat((widths[column] ?? 0) - columnsOf(text));
      return column < 2 || column === CONSULTED.length - 1 ? text + gap : gap + text;
    });
    return `${GAP}${padded.join(GAP)}`.trimEnd();
  });
}
