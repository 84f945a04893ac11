// Tree screen: the governance tree as lines of text, made from rows, a width and whether there is colour, and nothing else.
import { styleText } from "node:util";
import { columnsOf, cut, printable } from "./terminal-text.ts";
import { branchesOf, linesOf, type Named, type TreeRow } from "./tree-branches.ts";
import { layoutOf } from "./tree-layout.ts";
import { headCells, lineCells, type Paint, paintCells } from "./tree-line.ts";

export interface TreeView {
  readonly customerId: string;
  /** In the order asked for. */
  readonly rows: readonly TreeRow[];
  /** Of entities above the rows that have none. */
  readonly names: ReadonlyMap<string, Named>;
  readonly subtreeOf?: string | undefined;
  readonly totals: { readonly rows: number; readonly entities: number; readonly overLimit: number };
  readonly isFiltered: boolean;
}

export interface Screen {
  /** Columns of the terminal. */
  readonly width: number;
  readonly hasColour: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function renderTree(view: TreeView, { width, hasColour, now }: Screen): string[] {
  const paint: Paint = (style, text) =>
    hasColour && style !== null && text !== "" ? styleText(style, text, { validateStream: false }) : text;
  const title = cut(printable(view.customerId), width);
  if (view.rows.length === 0) return [paint("bold", title), paint("dim", emptyText(view))];
  const lines = linesOf(branchesOf(view.rows, view.names, view.subtreeOf));
  const layout = layoutOf(lines, width, now);
  return [
    paint("bold", title) + paint("dim", cut(countText(view), width - columnsOf(title))),
    "",
    paintCells(headCells(lines, layout), paint),
    ...lines.map((line) => paintCells(lineCells(line, layout, now), paint)),
    ...moreText(view).map((text) => paint("dim", text)),
  ];
}

const emptyText = ({ isFiltered, customerId }: TreeView): string =>
  isFiltered
    ? "No budget matches these filters."
    : `No entities yet: PUT /v1/customers/${encodeURIComponent(customerId)}/entities makes the first.`;

function countText({ totals }: TreeView): string {
  const { entities, overLimit } = totals;
  const over = overLimit === 0 ? "nothing over its limit" : `${counted(overLimit, "budget")} over the limit`;
  return `  ${counted(entities, "entity", "entities")}, ${over}`;
}

function moreText({ rows, totals }: TreeView): string[] {
  const left = totals.rows - rows.length;
  if (left <= 0) return [];
  return [
    "",
    `${counted(left, "more row")}; --limit 0 shows all.`,
    "Narrow with --type, --subtree or --min-utilization.",
  ];
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
