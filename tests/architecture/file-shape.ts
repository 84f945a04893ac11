// How a file must look whatever it holds: it opens with a promise, stays short, and names nobody's machine.
import type { SourceFile } from "./source-files.ts";
import { isTest } from "./source-files.ts";

export const FILE_LINES_MAX = 250;
const TEST_FILE_LINES_MAX = 400;
/** An opening sentence stands on one line; code keeps to 120. */
const COMMENT_COLUMNS_MAX = 140;

/** Folders of one machine, addresses of registries, and private keys: none of them belongs to a stranger's clone. */
const OF_A_MACHINE = /(^|[^\w.])\/(work|root|home\/[a-z]\w*|Users\/\w+)\/\w/;
const OF_A_REGISTRY = /https?:\/\/[^\s"'/]*(registry|artifactory|nexus|verdaccio|npmjs)|_auth[T]oken|^registry\s*=/m;
const SECRET = /-----BEGIN [A-Z ]*PRIVATE KEY/;

/** A file opens with one sentence, in a comment, on what it promises. */
export function missingOpening({ path, text }: SourceFile): string[] {
  const lines = text.replace(/^#!.*\n/, "").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  const opening = lines.slice(0, end === -1 ? lines.length : end).map((line) => line.replace(/^\/\/\s?/, ""));
  const sentence = opening.join(" ").trim();
  if (/^["'`A-Z0-9].+[.!?)]$/.test(sentence)) return [];
  return [`${path}: open with a // comment, one sentence on what the file promises`];
}

export function tooLong(file: SourceFile): string[] {
  const lines = file.text.split("\n");
  const linesMax = isTest(file) ? TEST_FILE_LINES_MAX : FILE_LINES_MAX;
  const faults = lines.length - 1 > linesMax ? [`${file.path}: ${lines.length - 1} lines, at most ${linesMax}`] : [];
  lines.forEach((line, index) => {
    const isComment = /^\s*(\/\/|\/\*|\*)/.test(line);
    if (isComment && line.length > COMMENT_COLUMNS_MAX) {
      faults.push(`${file.path}:${index + 1} comment of ${line.length} columns, at most ${COMMENT_COLUMNS_MAX}`);
    }
  });
  return faults;
}

export function foreignPlaces({ path, text }: SourceFile): string[] {
  return text.split("\n").flatMap((line, index) => {
    const place = `${path}:${index + 1}`;
    if (OF_A_MACHINE.test(line)) return [`${place} names a folder of one machine; take it as an argument`];
    if (OF_A_REGISTRY.test(line)) return [`${place} names a registry; whoever installs has their own`];
    if (SECRET.test(line)) return [`${place} holds a private key`];
    return [];
  });
}
