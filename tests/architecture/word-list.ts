// The glossary held by a machine: words that have a better one, with the word to use (docs/glossary.md).
import ts from "typescript";
import { nameOf, type SourceFile } from "./source-files.ts";

/** A banned word, in small letters, as it stands inside an identifier, and what to say instead. */
const REPLACEMENTS: readonly (readonly [word: RegExp, replacement: string])[] = [
  [/^quotas?$/, "usage limit (the figure) or assignment (the stored rule)"],
  [/^allowances?$/, "usage limit"],
  [/^entitlements?$/, "assignment"],
  [/^has access$/, "isGranted"],
  [/^owners?$/, "customer"],
  [/^tenants?$/, "customer, or environment"],
  [/^windows?$/, "usage period"],
  [/^remaining$/, "available"],
  [/^headroom$/, "available"],
  [/^overdrafts?$/, "overage"],
  [/^wallets?$/, "budget"],
  [/^helpers?$/, "the noun or verb that it is"],
  [/^utils?$/, "the noun or verb that it is"],
  [/^managers?$/, "the noun or verb that it is"],
];

/** File names that say nothing about what is inside. */
const EMPTY_NAMES = new Set(["utils", "util", "helpers", "helper", "common", "misc", "types", "manager"]);
const VERSION_IN_NAME = /(^|[-._])v\d+([-._]|$)|-(old|new|copy)\./;

export function bannedWords(file: SourceFile): string[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ESNext, true);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      for (const [word, replacement] of replacementsFor(node.text)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        found.add(`${file.path}:${line + 1} ${node.text}: don't say "${word}", say ${replacement}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

function replacementsFor(identifier: string): [word: string, replacement: string][] {
  const words = wordsOf(identifier);
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
  return [...words, ...pairs].flatMap((word) =>
    REPLACEMENTS.filter(([pattern]) => pattern.test(word)).map(([, replacement]): [string, string] => [
      word,
      replacement,
    ]),
  );
}

const wordsOf = (identifier: string): string[] =>
  identifier
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");

export function badName(file: SourceFile): string[] {
  const name = nameOf(file);
  const stem = name.replace(/(\.(test|property|golden|config|sqlite|redis|postgres))*\.[^.]+$/, "");
  if (EMPTY_NAMES.has(stem)) return [`${file.path}: name the file after the one thing it holds`];
  if (VERSION_IN_NAME.test(name)) return [`${file.path}: no version in a name; git keeps the old one`];
  return [];
}
