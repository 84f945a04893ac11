// The house stands as ARCHITECTURE.md says, and every guard that says so has been seen to refuse something.
import { describe, expect, test } from "vitest";
import { impurities } from "./architecture/core-purity.ts";
import { foreignPlaces, missingOpening, tooLong } from "./architecture/file-shape.ts";
import { CRUISED_ROOMS, cruise, withCopy } from "./architecture/floors.ts";
import { isIn, isSource, isTest, type SourceFile, writtenFiles } from "./architecture/source-files.ts";
import { badName, bannedWords } from "./architecture/word-list.ts";

const files = writtenFiles();
const sources = files.filter(isSource);
const planted = (path: string, text: string): SourceFile => ({ path, text });

describe("floors", () => {
  test("the rule file holds and has read every source file", () => {
    const { violations, totalCruised } = cruise(".");
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThanOrEqual(sources.filter(isIn(...CRUISED_ROOMS)).length);
  });

  const forbidden: readonly (readonly [rule: string, path: string, line: string])[] = [
    ["core-stands-on-nothing", "packages/core/src/planted-a.ts", 'import "@purser/service";'],
    ["core-stands-on-nothing", "packages/core/src/planted-b.ts", 'import type { Clock } from "@purser/service";'],
    ["core-has-no-io", "packages/core/src/planted-c.ts", 'import "node:fs";'],
    ["core-has-no-io", "packages/core/src/planted-d.ts", 'import "zod";'],
    ["contract-stands-on-nothing", "packages/contract/src/planted-a.ts", 'import "@purser/core";'],
    ["contract-has-only-zod", "packages/contract/src/planted-b.ts", 'import "node:crypto";'],
    ["service-stands-on-core-and-contract", "packages/service/src/planted-a.ts", 'import "@purser/store-memory";'],
    ["service-has-no-io", "packages/service/src/planted-b.ts", 'import "node:crypto";'],
    ["store-stands-on-ports", "packages/store-sql/src/planted-a.ts", 'import "@purser/contract";'],
    ["stores-ignore-each-other", "packages/store-sql/src/planted-b.ts", 'import "@purser/store-memory";'],
    ["http-knows-no-store", "packages/http/src/planted-a.ts", 'import "@purser/store-sql";'],
    ["client-knows-only-the-contract", "packages/client/src/planted-a.ts", 'import "@purser/core";'],
    ["client-takes-types-only", "packages/client/src/planted-b.ts", 'import { ROUTES } from "@purser/contract";'],
    ["client-has-no-packages", "packages/client/src/planted-c.ts", 'import "zod";'],
    ["ai-knows-only-the-client", "packages/ai/src/planted-a.ts", 'import "@purser/contract";'],
    ["console-knows-only-the-client", "packages/console/src/planted-a.ts", 'import "@purser/service";'],
    ["purser-is-the-roof", "packages/http/src/planted-b.ts", 'import "purser";'],
    ["testkit-is-for-tests", "packages/purser/src/planted-a.ts", 'import "@purser/testkit";'],
    ["not-around-the-door", "packages/http/src/planted-c.ts", 'import "../../service/src/ports.ts";'],
    ["not-around-the-door-from-outside", "tests/planted.test.ts", 'import "../packages/service/src/ports.ts";'],
    ["not-through-ones-own-door", "packages/service/src/planted-c.ts", 'import "./index.ts";'],
    ["no-circles", "packages/core/src/planted-e.ts", 'import "./planted-f.ts";'],
    ["no-unresolvable", "packages/core/src/planted-g.ts", 'import "./nowhere.ts";'],
    ["no-undeclared", "packages/core/src/planted-h.ts", 'import "fastify";'],
    ["no-orphans", "packages/core/src/planted-i.ts", "export {};"],
  ];
  const allowed: readonly (readonly [path: string, line: string])[] = [
    ["packages/client/src/planted-d.ts", 'import type { Input } from "@purser/contract";'],
    ["packages/core/src/planted-j.ts", 'import "temporal-polyfill";'],
    ["packages/core/src/planted.test.ts", 'import "fast-check"; import "@purser/testkit";'],
    ["packages/store-sql/src/planted-c.ts", 'import "node:sqlite"; import "kysely"; import "@purser/service";'],
  ];

  test("every rule refuses an import planted against it, and nothing that is allowed", () => {
    const circle = { "packages/core/src/planted-f.ts": 'import "./planted-e.ts";' };
    const refused = Object.fromEntries(forbidden.map(([, path, line]) => [path, line]));
    const { violations } = withCopy({ ...refused, ...circle, ...Object.fromEntries(allowed) }, cruise);
    const rulesAgainst = (path: string) => violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);
    for (const [rule, path] of forbidden) expect(rulesAgainst(path), path).toContain(rule);
    for (const [path] of allowed) expect(rulesAgainst(path), path).toEqual([]);
  });
});

describe("core is pure", () => {
  test("no async, no throw but in assert, no clock, no chance, nothing of the machine", () => {
    const core = sources.filter(isIn("packages/core/src")).filter((file) => !isTest(file));
    expect(core.length).toBeGreaterThan(0);
    expect(core.flatMap(impurities)).toEqual([]);
  });

  test.each([
    "export async function f() {}",
    "export const f = async () => 1;",
    "for await (const one of many) one();",
    'import("node:fs");',
    "throw new Error('no');",
    "export const at = Date.now();",
    "export const at = new Date();",
    "export const at = Temporal.Now.instant();",
    "export const chance = Math.random();",
    "process.exit();",
    "console.log(1);",
    "setTimeout(f, 1);",
    "fetch(address);",
    "crypto.randomUUID();",
    "first.localeCompare(second);",
  ])("refuses %s", (line) => {
    expect(impurities(planted("packages/core/src/planted.ts", line))).not.toEqual([]);
  });

  test.each([
    "export const at = new Date(0);",
    "export const figures = { process: 1, fetch: 2 };",
    "export const fetched = port.fetch;",
  ])("lets pass %s", (line) => {
    expect(impurities(planted("packages/core/src/planted.ts", line))).toEqual([]);
  });

  test("assert, and only assert, may throw", () => {
    expect(impurities(planted("packages/core/src/assert.ts", "throw new Error('broken');"))).toEqual([]);
  });
});

describe("words", () => {
  test("core, service and contract speak the glossary", () => {
    const rooms = isIn("packages/core/src", "packages/service/src", "packages/contract/src");
    expect(sources.filter(rooms).flatMap(bannedWords)).toEqual([]);
  });

  test.each([
    ["const ownerId = 1;", "customer"],
    ["const key = { hasAccess: true };", "isGranted"],
    ["interface Row { quota: number }", "usage limit"],
    ["const WINDOW_END = 1;", "usage period"],
    ["class Budget { #remaining = 0; }", "available"],
  ])("refuses %s and says %s", (line, replacement) => {
    expect(bannedWords(planted("packages/core/src/planted.ts", line)).join()).toContain(replacement);
  });

  test("no file name says nothing, and none carries a version", () => {
    expect(files.flatMap(badName)).toEqual([]);
    for (const name of ["utils.ts", "types.ts", "common.test.ts", "check-v2.ts", "check-old.ts"]) {
      expect(badName(planted(`packages/core/src/${name}`, "")), name).not.toEqual([]);
    }
  });
});

describe("files", () => {
  test("every source file opens with a sentence", () => {
    expect(sources.flatMap(missingOpening)).toEqual([]);
    expect(missingOpening(planted("planted.ts", "export {};"))).not.toEqual([]);
    expect(missingOpening(planted("planted.ts", "// todo\nexport {};"))).not.toEqual([]);
  });

  test("no source file and no comment is too long", () => {
    expect(sources.flatMap(tooLong)).toEqual([]);
    expect(tooLong(planted("planted.ts", "\n".repeat(251)))).not.toEqual([]);
    expect(tooLong(planted("planted.ts", `// ${"x".repeat(140)}`))).not.toEqual([]);
  });

  test("nothing names a folder of one machine or a registry, and no key lies about", () => {
    expect(files.flatMap(foreignPlaces)).toEqual([]);
    const places = [
      ["", "work", "main"],
      ["", "root", "x"],
      ["", "home", "ann", "x"],
    ].map((parts) => parts.join("/"));
    for (const place of [...places, ["https:/", "registry.example.org"].join("/")]) {
      expect(foreignPlaces(planted("planted.md", place)), place).not.toEqual([]);
    }
  });
});
