// The governance difference as a reviewer reads it: one line for each row, a mark and a colour for what happens to it.
import { styleText } from "node:util";
import type { GovernanceChange, GovernanceDiff, GovernanceKind } from "./governance-change.ts";
import type { FieldChange } from "./governance-field.ts";

/** Wider lines are folded field by field. */
const WIDTH = 100;
/** Longer texts are cut where they stand between others. */
const VALUE_SHOWN_MAX = 60;
/** New rows of one kind of one customer, beyond which the rest is counted unless everything is asked for. */
const CREATED_SHOWN_MAX = 20;

const NAMES: { readonly [Kind in GovernanceKind]: string } = {
  entityType: "entity type",
  capability: "capability",
  customer: "customer",
  entity: "entity",
  defaultAssignment: "default",
  assignment: "assignment",
};
const MARKS = { create: "+", change: "~", delete: "-" } as const;
const COLOURS = { create: "green", change: "yellow", delete: "red" } as const;

export interface TextOptions {
  readonly hasColour: boolean;
  readonly showsAll: boolean;
}

export function diffText({ changes, leftAlone }: GovernanceDiff, options: TextOptions): string {
  const lines: string[] = [];
  for (const [customerId, own] of Map.groupBy(changes, (change) => change.customerId)) {
    lines.push(customerId === null ? "Environment" : `Customer ${customerId}`);
    lines.push(...partLines(own, options), "");
  }
  return [...lines, summary(changes, leftAlone)].join("\n");
}

function partLines(changes: readonly GovernanceChange[], options: TextOptions): string[] {
  return [...Map.groupBy(changes, ({ kind }) => kind)].flatMap(([kind, own]) => {
    const made = own.filter(({ action }) => action === "create");
    const hidden = options.showsAll ? 0 : Math.max(0, made.length - CREATED_SHOWN_MAX);
    const skipped = new Set(hidden === 0 ? [] : made.slice(CREATED_SHOWN_MAX));
    const lines = own.filter((change) => !skipped.has(change)).flatMap((change) => changeLines(change, options));
    if (hidden > 0) {
      const rest = `${MARKS.create} … and ${hidden} more of this kind (${NAMES[kind]}); --all shows them`;
      lines.push(coloured(`  ${rest}`, "create", options));
    }
    return lines;
  });
}

function changeLines(change: GovernanceChange, options: TextOptions): string[] {
  const { kind, label, action } = change;
  const head = `  ${MARKS[action]} ${NAMES[kind].padEnd(11)} ${label}`;
  if (action === "delete") return [coloured(head, action, options)];
  const returning = change.isReturning ? ["brought back"] : [];
  const fields = [...returning, ...change.fields.map((field) => fieldText(field, action))];
  const line = fields.length === 0 ? head : `${head}  ${fields.join(", ")}`;
  const lines = line.length <= WIDTH ? [line] : [head, ...fields.map((field) => `      ${field}`)];
  return lines.map((one) => coloured(one, action, options));
}

function fieldText({ field, before, after }: FieldChange, action: "create" | "change"): string {
  if (action === "create" && before === undefined) return `${field}: ${valueText(after)}`;
  return `${field}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= VALUE_SHOWN_MAX ? line : `${line.slice(0, VALUE_SHOWN_MAX - 1)}…`;
}

function coloured(line: string, action: keyof typeof COLOURS, { hasColour }: TextOptions): string {
  return hasColour ? styleText(COLOURS[action], line, { validateStream: false }) : line;
}

/** The counts in one line. */
export function summary(changes: readonly GovernanceChange[], leftAlone: number): string {
  const count = (action: GovernanceChange["action"]): number => changes.filter((one) => one.action === action).length;
  const left = leftAlone === 0 ? "" : ` ${leftAlone} not in the file, left alone.`;
  if (changes.length === 0) return `No changes.${left}`;
  return `${count("create")} to create, ${count("change")} to change, ${count("delete")} to delete.${left}`;
}
