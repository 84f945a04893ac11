// The settings file: YAML, one key to a setting; every value and every fault with its place in the file.
import { readFileSync } from "node:fs";
import { isMap, isScalar, LineCounter, type Pair, parseDocument } from "yaml";
import { SETTING_NAMES } from "./settings.ts";

export const SETTINGS_FILE = "purser.yaml";

export interface FileValue {
  readonly text: string;
  /** `file:line:column` of the value. */
  readonly place: string;
}

export interface SettingsFile {
  readonly values: ReadonlyMap<string, FileValue>;
  /** Each begins with its place. */
  readonly faults: readonly string[];
}

/** `shown` is how the file is called in what is told of it. */
export function readSettingsFile(path: string, shown: string): SettingsFile {
  try {
    return parseSettingsFile(readFileSync(path, "utf8"), shown);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { values: new Map(), faults: [`${shown}: the file can't be read (${why}).`] };
  }
}

function parseSettingsFile(text: string, path: string): SettingsFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const placeOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const broken = [...document.errors, ...document.warnings].map((one) => `${placeOf(one.pos[0])}: ${one.message}`);
  const values = new Map<string, FileValue>();
  if (broken.length > 0 || document.contents === null) return { values, faults: broken };
  if (!isMap(document.contents)) {
    return { values, faults: [`${placeOf(document.contents.range?.[0] ?? 0)}: write settings as key: value.`] };
  }
  const faults: string[] = [];
  for (const pair of document.contents.items) {
    const read = readPair(pair, placeOf);
    if ("fault" in read) faults.push(read.fault);
    else values.set(read.name, read.value);
  }
  return { values, faults };
}

type Read = { readonly fault: string } | { readonly name: string; readonly value: FileValue };

function readPair({ key, value }: Pair, placeOf: (offset: number) => string): Read {
  const name = isScalar(key) ? String(key.value) : "";
  const place = placeOf(offsetOf(key));
  if (!(SETTING_NAMES as readonly string[]).includes(name)) {
    return { fault: `${place}: there is no setting "${name}". Settings are ${SETTING_NAMES.join(", ")}.` };
  }
  if (!isScalar(value) || value.value === null) {
    return { fault: `${place}: ${name} has no plain value. Write ${name}: <value>, or leave the line out.` };
  }
  // As it is written: a key of digits alone would lose some of them as a number.
  const text = typeof value.value === "string" ? value.value : (value.source ?? String(value.value));
  return { name, value: { text, place: placeOf(offsetOf(value)) } };
}

function offsetOf(node: unknown): number {
  const range = (node as { readonly range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? 0;
}
