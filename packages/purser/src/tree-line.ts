// Tree lines: the cells of one line of the tree, cut and padded to their columns and painted.
import type { styleText } from "node:util";
import { percentText } from "./budget-text.ts";
import { columnsOf, cut, padStart } from "./terminal-text.ts";
import type { TreeLine, TreeRow } from "./tree-branches.ts";
import { ASIDE, cellsOf, GAP, SLASH, type TreeLayout, usedTitle } from "./tree-layout.ts";

type Style = Parameters<typeof styleText>[0] | null;
export type Paint = (style: Style, text: string) => string;
type Piece = readonly [text: string, style: Style];

/** Pieces beside each other in one column of the screen. */
interface Cell {
  readonly pieces: readonly Piece[];
  /** 0 = not shown. */
  readonly columns: number;
  readonly isRight?: boolean;
}

/** From here on a budget is nearly used up. */
const NEARLY = 0.8;

export function paintCells(cells: readonly Cell[], paint: Paint): string {
  const shown = cells.filter(({ columns }) => columns > 0).map((cell) => paintCell(cell, paint));
  return shown.join(" ".repeat(GAP)).trimEnd();
}

function paintCell({ pieces, columns, isRight = false }: Cell, paint: Paint): string {
  let left = columns;
  let painted = "";
  for (const [text, style] of pieces) {
    const shown = cut(text, left);
    left -= columnsOf(shown);
    painted += paint(style, shown);
    if (shown !== text) break;
  }
  const gap = " ".repeat(Math.max(0, left));
  return isRight ? gap + painted : painted + gap;
}

export function headCells(lines: readonly TreeLine[], layout: TreeLayout): Cell[] {
  const title = (text: string, columns: number, isRight = false): Cell => ({
    pieces: [[text, "dim"]],
    columns,
    isRight,
  });
  return [
    title("ENTITY", layout.name),
    title("", layout.type),
    title("BUDGET", layout.budget),
    title(
      `${padStart(usedTitle(lines, layout), layout.used)} / ${padStart("LIMIT", layout.limit)}`,
      layout.used + SLASH + layout.limit,
    ),
    title("", layout.bar),
    title("", layout.percent),
    title(ASIDE, layout.aside),
    title("RESETS", layout.resets, true),
  ];
}

export function lineCells(line: TreeLine, layout: TreeLayout, now: number): Cell[] {
  const { guide, name, id, type, budget, used, limit, aside, resets } = cellsOf(line, now, layout);
  const { row } = line;
  const shownGuide = guideWithin(guide, Math.floor(layout.name / 2));
  const hasBudget = row !== null && row.capabilityId !== null;
  const style = hasBudget ? styleOf(row) : null;
  const named: Cell[] = [
    {
      pieces: [
        [shownGuide, "dim"],
        [name, hasBudget ? null : "dim"],
        // An id that is cut is nobody's.
        [id !== "" && columnsOf(`${shownGuide}${name} ${id}`) <= layout.name ? ` ${id}` : "", "dim"],
      ],
      columns: layout.name,
    },
    { pieces: [[type, "dim"]], columns: layout.type },
  ];
  if (!hasBudget) return named;
  return [
    ...named,
    { pieces: [[budget, null]], columns: layout.budget },
    {
      pieces: [
        [padStart(used, layout.used), null],
        [" / ", "dim"],
        [padStart(limit, layout.limit), row.usageLimit === null ? "dim" : null],
      ],
      columns: layout.used + SLASH + layout.limit,
    },
    { pieces: barOf(row, layout.bar, style), columns: layout.bar },
    { pieces: [[percentOf(row), style]], columns: layout.percent, isRight: true },
    { pieces: [[aside, "dim"]], columns: layout.aside },
    { pieces: [[resets, "dim"]], columns: layout.resets, isRight: true },
  ];
}

/** Deep down the way from the top is cut, so that names stay. */
const guideWithin = (guide: string, columns: number): string =>
  guide.length <= columns ? guide : `…${guide.slice(guide.length - columns + 1)}`;

function styleOf({ utilization, exceedsLimit }: TreeRow): Style {
  if (utilization === null) return null;
  if (exceedsLimit || utilization >= 1) return ["bold", "red"];
  return utilization >= NEARLY ? "yellow" : "green";
}

/** What is over its limit is marked without colour too. */
const percentOf = ({ utilization, exceedsLimit }: TreeRow): string =>
  utilization === null ? "" : (exceedsLimit ? "!" : "") + percentText(utilization);

/** Full only where nothing is left, empty only where nothing was used; what is held stands behind what is used. */
function barOf({ utilization, usageLimit, heldUsage }: TreeRow, columns: number, style: Style): Piece[] {
  if (utilization === null || usageLimit === null || columns === 0) return [];
  const used = blocks(utilization, columns);
  const held = usageLimit === 0 ? 0 : Math.min(columns - used, Math.ceil(((heldUsage ?? 0) / usageLimit) * columns));
  return [
    ["█".repeat(used), style],
    ["▒".repeat(held), style],
    ["░".repeat(columns - used - held), "dim"],
  ];
}

function blocks(share: number, columns: number): number {
  if (share >= 1) return columns;
  if (share === 0) return 0;
  return Math.min(columns - 1, Math.max(1, Math.round(share * columns)));
}
