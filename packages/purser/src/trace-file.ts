// Trace files: CSV of LLM calls with the columns TIMESTAMP, ContextTokens, GeneratedTokens, read row by row.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { SettingsError } from "./settings.ts";

export interface TracedCall {
  /** From 0, the order in the file. */
  readonly row: number;
  /** Known before the call runs. */
  readonly contextTokens: number;
  /** Of context and answer. */
  readonly tokens: number;
}

const HEADING = "TIMESTAMP,ContextTokens,GeneratedTokens";
const ROW = /^[^,]+,(\d{1,9}),(\d{1,9})$/;

export async function* readTrace(file: string): AsyncGenerator<TracedCall> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file, "utf8") })) {
    line += 1;
    if (line === 1) {
      if (text.trim() !== HEADING) throw new SettingsError(`${file} begins with other columns than ${HEADING}.`);
      continue;
    }
    if (text.trim() === "") continue;
    const [, context, generated] = ROW.exec(text.trim()) ?? [];
    if (context === undefined)
      throw new SettingsError(`${file}, line ${line}: "${text.slice(0, 60)}" is no traced call.`);
    yield { row: line - 2, contextTokens: Number(context), tokens: Number(context) + Number(generated) };
  }
}
