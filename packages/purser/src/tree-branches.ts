// Tree branches: rows of the governance tree put under each other as their paths say, with the lines that lead to them.
import type { Client } from "./connection.ts";

export type TreeRow = Awaited<ReturnType<Client["queryTree"]>>["data"][number];

/** What is known of an entity that has no row of its own. */
export interface Named {
  readonly displayName: string | null;
  readonly entityTypeId: string | null;
}

export interface Branch extends Named {
  readonly id: string;
  readonly rows: readonly TreeRow[];
  readonly children: readonly Branch[];
}

interface BranchDraft extends Branch {
  readonly rows: TreeRow[];
  readonly children: BranchDraft[];
}

/** One line of the screen: an entity with its first row, or one more of its rows. */
export interface TreeLine {
  /** Leads from the parent to here. */
  readonly guide: string;
  readonly branch: Branch;
  /** Null where the entity has no row that was asked for. */
  readonly row: TreeRow | null;
  readonly isFirst: boolean;
}

const UNKNOWN: Named = { displayName: null, entityTypeId: null };

/** Branches stand where the first of their rows stands, so the order of the rows is that of the tree. */
export function branchesOf(
  rows: readonly TreeRow[],
  known: ReadonlyMap<string, Named>,
  subtreeOf: string | undefined,
): Branch[] {
  const named = new Map<string, Named>([...known, ...rows.map((row): [string, Named] => [row.entityId, row])]);
  const branches = new Map<string, BranchDraft>();
  const roots: BranchDraft[] = [];
  for (const row of rows) {
    const top = subtreeOf === undefined ? 0 : Math.max(0, row.path.indexOf(subtreeOf));
    let siblings = roots;
    for (const id of row.path.slice(top)) {
      const branch = branches.get(id) ?? branchOf(id, named.get(id) ?? UNKNOWN);
      if (!branches.has(id)) siblings.push(branch);
      branches.set(id, branch);
      siblings = branch.children;
    }
    branches.get(row.entityId)?.rows.push(row);
  }
  return roots;
}

const branchOf = (id: string, { displayName, entityTypeId }: Named): BranchDraft => ({
  id,
  displayName,
  entityTypeId,
  rows: [],
  children: [],
});

/** Entities above the rows that have none themselves, uppermost first: their names must be asked for. */
export function unnamedAbove(rows: readonly TreeRow[], subtreeOf: string | undefined): string[] {
  const shown = new Set(rows.map(({ entityId }) => entityId));
  const found = new Set<string>();
  for (const { path } of rows) {
    for (const id of path.slice(subtreeOf === undefined ? 0 : Math.max(0, path.indexOf(subtreeOf)))) {
      if (!shown.has(id)) found.add(id);
    }
  }
  return [...found];
}

export function linesOf(branches: readonly Branch[]): TreeLine[] {
  return branches.flatMap((branch) => [...branchLines(branch, "", "")]);
}

/** `guide` stands before the entity itself, `below` before all that belongs to it. */
function* branchLines(branch: Branch, guide: string, below: string): Generator<TreeLine> {
  const { rows, children } = branch;
  yield { guide, branch, row: rows[0] ?? null, isFirst: true };
  const besideRows = below + (children.length > 0 ? "│ " : "  ");
  for (const row of rows.slice(1)) yield { guide: besideRows, branch, row, isFirst: false };
  for (const [index, child] of children.entries()) {
    const isLast = index === children.length - 1;
    yield* branchLines(child, `${below}${isLast ? "└ " : "├ "}`, `${below}${isLast ? "  " : "│ "}`);
  }
}
