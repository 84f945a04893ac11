// Tree layout: how wide each column of the tree is, so that a line fits the terminal whatever its width.
import { amountText, cadenceText, untilText } from "./budget-text.ts";
import { columnsOf, printable } from "./terminal-text.ts";
import type { TreeLine, TreeRow } from "./tree-branches.ts";

/** The texts of one line, whole. */
export interface TreeCells {
  readonly guide: string;
  readonly name: string;
  /** Beside a display name. */
  readonly id: string;
  readonly type: string;
  readonly budget: string;
  readonly used: string;
  readonly limit: string;
  /** Of what something is carved out of: how much, and what more may be. */
  readonly aside: string;
  readonly resets: string;
}

/** Columns of the terminal; 0 = not shown. */
export interface TreeLayout {
  readonly name: number;
  readonly type: number;
  readonly budget: number;
  readonly used: number;
  readonly limit: number;
  readonly bar: number;
  readonly percent: number;
  readonly aside: number;
  readonly resets: number;
  readonly isCompact: boolean;
  /** Figures of what is held stand beside those of what is used. */
  readonly withHeld: boolean;
}

interface Wish {
  readonly bar: number;
  readonly isCompact: boolean;
  readonly withType: boolean;
  readonly withResets: boolean;
}

/** From the roomiest on; the first that leaves names their room is taken. */
const WISHES: readonly Wish[] = [
  { bar: 20, isCompact: false, withType: true, withResets: true },
  { bar: 12, isCompact: false, withType: true, withResets: true },
  { bar: 10, isCompact: false, withType: false, withResets: true },
  { bar: 8, isCompact: true, withType: false, withResets: true },
  { bar: 5, isCompact: true, withType: false, withResets: true },
  { bar: 0, isCompact: true, withType: false, withResets: true },
  { bar: 0, isCompact: true, withType: false, withResets: false },
];

/** Exact figures of what is held are worth more than types, shortened ones less than a bar, which shows them too. */
const HELD_WISHES: readonly (Wish & { readonly withHeld: boolean })[] = [
  ...WISHES.filter(({ isCompact }) => !isCompact).map((wish) => ({ ...wish, withHeld: true })),
  ...WISHES.filter(({ isCompact }) => !isCompact).map((wish) => ({ ...wish, withHeld: false })),
  ...WISHES.filter(({ isCompact }) => isCompact).flatMap((wish) => [
    { ...wish, withHeld: true },
    { ...wish, withHeld: false },
  ]),
];

/** Between two columns. */
export const GAP = 2;
/** Names may be cut to this share of the line before anything else gives way. */
const NAME_SHARE = 0.22;
const NAME_LEAST = 12;
const BUDGET_SHARE = 0.25;
const BUDGET_MOST = 28;
const TYPE_MOST = 14;
/** `!>999%` */
const PERCENT = 6;
/** " / " */
export const SLASH = 3;

/** Over the column of what is carved out. */
export const ASIDE = "SET ASIDE";

const NO_LIMIT = "no limit";
const NO_LIMIT_COMPACT = "∞";

/** How figures are written. */
type Manner = Pick<TreeLayout, "isCompact" | "withHeld">;

export function cellsOf({ guide, branch, row, isFirst }: TreeLine, now: number, manner: Manner): TreeCells {
  const name = isFirst ? printable(branch.displayName || branch.id) : "";
  const hasId = isFirst && Boolean(branch.displayName) && branch.displayName !== branch.id;
  return {
    guide,
    name,
    id: hasId ? printable(branch.id) : "",
    type: isFirst ? printable(branch.entityTypeId ?? "") : "",
    ...figuresOf(row, now, manner),
  };
}

function figuresOf(
  row: TreeRow | null,
  now: number,
  { isCompact, withHeld }: Manner,
): Omit<TreeCells, "guide" | "name" | "id" | "type"> {
  if (row === null || row.capabilityId === null) return { budget: "", used: "", limit: "", aside: "", resets: "" };
  const how = row.enforcement === "hard" || row.enforcement === null ? "" : `, ${row.enforcement}`;
  const scope = row.scopeEntityIds.length === 0 ? "" : ` · ${row.scopeEntityIds.join(" + ")}`;
  const held = withHeld && isHolding(row) ? ` + ${amountText(row.heldUsage ?? 0, isCompact)}` : "";
  return {
    budget: printable(row.capabilityId + (isCompact ? "/" : " / ") + cadenceText(row.cadence) + how + scope),
    used: amountText(row.currentUsage ?? 0, isCompact) + held,
    limit: row.usageLimit === null ? (isCompact ? NO_LIMIT_COMPACT : NO_LIMIT) : amountText(row.usageLimit, isCompact),
    aside: asideOf(row, isCompact),
    resets: row.usagePeriodEnd === null ? "never" : untilText(row.usagePeriodEnd, now, isCompact),
  };
}

const asideOf = ({ allocated, unallocated }: TreeRow, isCompact: boolean): string =>
  allocated === null || allocated === 0
    ? ""
    : `${amountText(allocated, isCompact)}, ${amountText(unallocated ?? 0, isCompact)} left`;

const isHolding = (row: TreeRow | null): boolean => (row?.heldUsage ?? 0) > 0;

/** The head of the column of what is used, and held where something is. */
export const usedTitle = (lines: readonly TreeLine[], { withHeld }: Pick<Manner, "withHeld">): string =>
  withHeld && lines.some(({ row }) => isHolding(row)) ? "USED + HELD" : "USED";

export function layoutOf(lines: readonly TreeLine[], width: number, now: number): TreeLayout {
  const wanted = Math.min(Math.floor(width * NAME_SHARE), Math.max(NAME_LEAST, nameColumns(lines)));
  let layout: TreeLayout | undefined;
  for (const wish of HELD_WISHES) {
    const cells = lines.map((line) => cellsOf(line, now, wish));
    layout = layoutFor(cells, { ...wish, usedTitle: usedTitle(lines, wish) }, width);
    if (layout.name >= wanted) return layout;
  }
  return { ...(layout as TreeLayout), name: Math.max(NAME_LEAST, layout?.name ?? 0) };
}

const nameColumns = (lines: readonly TreeLine[]): number =>
  longest(lines.map(({ guide, branch }) => guide + (branch.displayName || branch.id)));

function layoutFor(
  cells: readonly TreeCells[],
  wish: Wish & Manner & { readonly usedTitle: string },
  width: number,
): TreeLayout {
  const most = (of: keyof TreeCells, title: string): number => longest([title, ...cells.map((cell) => cell[of])]);
  const fixed = {
    type: wish.withType ? Math.min(TYPE_MOST, most("type", "")) : 0,
    budget: Math.min(BUDGET_MOST, Math.floor(width * BUDGET_SHARE), most("budget", "BUDGET")),
    used: most("used", wish.usedTitle),
    limit: most("limit", "LIMIT"),
    bar: wish.bar,
    percent: PERCENT,
    // Where there is no room for a bar there is none for this.
    aside: wish.bar > 0 && cells.some(({ aside }) => aside !== "") ? most("aside", ASIDE) : 0,
    resets: wish.withResets ? most("resets", "RESETS") : 0,
  };
  const shown = Object.values(fixed).filter((columns) => columns > 0);
  const taken = shown.reduce((sum, columns) => sum + columns, 0) + GAP * (shown.length - 1) + SLASH;
  return { ...fixed, name: width - taken, isCompact: wish.isCompact, withHeld: wish.withHeld };
}

const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
