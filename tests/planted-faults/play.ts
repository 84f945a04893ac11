// Plays every scenario on core and memory with one fault in the source as it loads, and prints the names of those that fail.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../architecture/source-files.ts";
import { FAULTS, faultyText, type PlantedFault } from "./faults.ts";

/** What a child prints: the scenarios that failed in a step of their own; one that fails in its setup proves nothing. */
export interface Played {
  readonly failed: readonly string[];
  readonly unready: readonly string[];
}

/** The fault stands in the text handed to Node, never in a file. */
function plant({ file, ...change }: PlantedFault): void {
  const place = join(ROOT, "packages", file);
  registerHooks({
    load: (url, context, nextLoad) => {
      if (!url.startsWith("file:") || fileURLToPath(url) !== place) return nextLoad(url, context);
      const source = faultyText(readFileSync(place, "utf8"), change);
      return { format: "module-typescript", source, shortCircuit: true };
    },
  });
}

const name = process.argv[2];
const fault = FAULTS.find((planted) => planted.name === name);
if (name !== undefined && fault === undefined) throw new Error(`no fault is named "${name}"`);
if (fault !== undefined) plant(fault);
// Loaded by path and only now: the testkit's door would load servers and SQLite, and the fault must stand first.
const { playAll } = await import("./play-all.ts");
console.log(JSON.stringify(await playAll()));
