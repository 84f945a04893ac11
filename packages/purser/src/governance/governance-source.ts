// A governance source: a YAML file read with the place of everything in it, so that every fault is told by line and column.
import { readFileSync } from "node:fs";
import { type GovernanceFile, parseGovernanceFile } from "@purser/contract";
import { type Document, isMap, isNode, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from "yaml";
import { SettingsError } from "../settings.ts";
import { repeatedItems } from "./governance-key.ts";

export interface GovernanceSource {
  readonly file: GovernanceFile;
  /** `path:line:column` of what a JSON Pointer names, or of the nearest thing above it. */
  placeOf(pointer: string): string;
}

/** What is wrong with a file, one line to a fault; nothing was sent. */
export class GovernanceFileError extends SettingsError {}

const FAULTS_SHOWN_MAX = 20;

/** `-` reads standard input. */
export function readGovernanceFile(path: string): GovernanceSource {
  const name = path === "-" ? "<stdin>" : path;
  return parseGovernanceSource(readText(path, name), name);
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new GovernanceFileError(`${name} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function parseGovernanceSource(text: string, name: string): GovernanceSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const faults = [...document.errors, ...document.warnings];
  refuse(faults.map(({ pos, message }) => `${place(pos[0])}: ${message}`));
  const placeOf = (pointer: string): string => place(offsetOf(document, pointer));
  const parsed = parseGovernanceFile(document.toJS());
  if (!parsed.ok)
    refuse(parsed.problem.errors.map(({ path, message }) => `${placeOf(path)}: ${path || "/"}: ${message}`));
  else {
    refuse(repeatedItems(parsed.value).map(({ pointer, detail }) => `${placeOf(pointer)}: ${detail}`));
    return { file: parsed.value, placeOf };
  }
  throw new GovernanceFileError(`${name} is no governance file.`);
}

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return;
  const rest = faults.length - FAULTS_SHOWN_MAX;
  const more = rest > 0 ? [`… and ${rest} more`] : [];
  throw new GovernanceFileError([...faults.slice(0, FAULTS_SHOWN_MAX), ...more].join("\n"));
}

function offsetOf(document: Document.Parsed, pointer: string): number {
  let node: unknown = document.contents;
  let offset = startOf(node as ParsedNode | null);
  for (const part of partsOf(pointer)) {
    const step = stepInto(node, part);
    if (step === null) break;
    offset = step.offset;
    node = step.node;
  }
  return offset;
}

const partsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** A value's place is that of its key, where it has one. */
function stepInto(node: unknown, part: string): { readonly node: unknown; readonly offset: number } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isNode(key) && String((key as { value?: unknown }).value) === part);
    return pair === undefined ? null : { node: pair.value, offset: startOf(pair.key as Node) };
  }
  const item = isSeq(node) ? node.items[Number(part)] : undefined;
  return isNode(item) ? { node: item, offset: startOf(item) } : null;
}

const startOf = (node: Node | null): number => node?.range?.[0] ?? 0;
