// Every command of README and of the guides is run as it stands there, and what a document shows is what comes out.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { blocksOf, stepsOf } from "./document-blocks.ts";
import { DOCUMENT_MS_MAX, runDocument } from "./document-run.ts";
import { differenceFromShown } from "./shown-output.ts";

const ROOT = join(import.meta.dirname, "../..");
const GUIDES = "docs/guides";
const DOCUMENTS = ["README.md", ...readdirSync(join(ROOT, GUIDES)).map((name) => `${GUIDES}/${name}`)];
/** `console` is what a reader sees or does elsewhere (the gate runs it in other ways), `yaml` may be a file. */
const LANGUAGES = new Set(["sh", "ts", "json", "text", "yaml", "console", "mermaid"]);
/** A problem that no document shows is a fault of the document, though curl calls it a success. */
const PROBLEM = /"code":"(?!null)[A-Z]\w+"/;

describe.each(DOCUMENTS)("%s", (document) => {
  const text = readFileSync(join(ROOT, document), "utf8");
  const blocks = blocksOf(text);
  const steps = stepsOf(blocks);

  test("says of each block what it is", () => {
    expect(blocks.filter(({ language }) => !LANGUAGES.has(language))).toEqual([]);
  });

  test("links to files that are there", () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(document), link)))).toEqual([]);
  });

  if (steps.length === 0) return;
  test("does what it says", { timeout: DOCUMENT_MS_MAX }, async () => {
    const ran = await runDocument(steps);
    const faults = steps.flatMap(({ script, shown }, index) => {
      const { out = "", code = 1 } = ran[index] ?? {};
      const at = `${document}:${script.line}`;
      if (shown !== null) {
        const difference = differenceFromShown(shown.language, shown.text, out);
        return difference === null ? [] : [`${at} ${difference}`];
      }
      return code === 0 && !PROBLEM.test(out) ? [] : [`${at} ended with ${code}: ${out}`];
    });
    expect(faults).toEqual([]);
  });
});
