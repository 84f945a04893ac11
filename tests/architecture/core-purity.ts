// What Biome can't refuse in core: async code, throws, the clock, chance, and what differs from machine to machine.
import ts from "typescript";
import type { SourceFile } from "./source-files.ts";

/** The one file of core that may throw: a broken assertion is a bug, never an outcome. */
const MAY_THROW = "packages/core/src/assert.ts";

const GLOBALS: Readonly<Record<string, string>> = {
  Buffer: "take a Uint8Array or text as a value",
  Promise: "core is synchronous; await in service",
  console: "return the value; service reports it",
  crypto: "chance comes in by the Ids port, as a value",
  fetch: "load in service, decide in core",
  globalThis: "take what you need as a value",
  performance: "take the instant as a parameter",
  process: "take what you need as a value",
  queueMicrotask: "core is synchronous; schedule in service",
  require: "core has no I/O",
  setImmediate: "core is synchronous; schedule in service",
  setInterval: "core is synchronous; schedule in service",
  setTimeout: "core is synchronous; schedule in service",
};

const MEMBERS: Readonly<Record<string, string>> = {
  "Date.now": "take the instant as a parameter",
  "Math.random": "chance comes in by the Ids port, as a value",
  "Temporal.Now": "take the instant as a parameter",
};

/** Their answer depends on the machine's language or time zone. */
const OF_THE_MACHINE = new Set([
  "localeCompare",
  "resolvedOptions",
  "toLocaleDateString",
  "toLocaleLowerCase",
  "toLocaleString",
  "toLocaleTimeString",
  "toLocaleUpperCase",
]);

export function impurities(file: SourceFile): string[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const fault = faultOf(node, file.path);
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    if (fault !== null) found.push(`${file.path}:${line + 1} ${fault}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function faultOf(node: ts.Node, path: string): string | null {
  if (isAsync(node)) return "async: core is synchronous; await in service, hand core the values";
  if (ts.isThrowStatement(node) && path !== MAY_THROW) return "throw: return a Fault, or assert what cannot be";
  if (ts.isNewExpression(node) && isClockRead(node)) return "new Date(): take the instant as a parameter";
  if (ts.isPropertyAccessExpression(node)) return memberFault(node);
  if (ts.isIdentifier(node) && isReference(node)) return globalFault(node.text);
  return null;
}

const isAsync = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.AsyncKeyword ||
  ts.isAwaitExpression(node) ||
  (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
  (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword);

const isClockRead = (node: ts.NewExpression): boolean =>
  node.expression.getText() === "Date" && (node.arguments ?? []).length === 0;

function memberFault(node: ts.PropertyAccessExpression): string | null {
  const member = node.getText();
  const remedy = Object.hasOwn(MEMBERS, member) ? MEMBERS[member] : undefined;
  if (remedy !== undefined) return `${member}: ${remedy}`;
  if (OF_THE_MACHINE.has(node.name.text)) return `${node.name.text}: compare and print by code point`;
  return null;
}

function globalFault(name: string): string | null {
  const remedy = Object.hasOwn(GLOBALS, name) ? GLOBALS[name] : undefined;
  return remedy === undefined ? null : `${name}: ${remedy}`;
}

/** A name that stands for a value, not the name of a member or of a key. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  const isNamed = ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent);
  return !(isNamed && parent.name === node);
}
