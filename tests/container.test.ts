// The Dockerfile as far as it can be read without an engine: what it copies is there, and what it runs is what the bin offers.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const manifestOf = (folder: string) => JSON.parse(textOf(join(folder, "package.json")));
const lines = textOf("Dockerfile").replaceAll("\\\n", " ").split("\n");
const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
const valuesOf = (word: string, of = last): string[] =>
  of.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

test("everything that is copied is there, and not ignored", () => {
  const copied = valuesOf("COPY", lines).filter((line) => !line.startsWith("--from"));
  const sources = copied.flatMap((line) => line.split(/\s+/).slice(0, -1)).map((one) => one.replace("./", ""));
  expect(sources).toContain("packages");
  const kept = textOf(".dockerignore").split("\n");
  expect(kept[0]).toBe("*");
  for (const source of sources) {
    expect(existsSync(join(ROOT, source)), source).toBe(true);
    expect(kept).toContain(`!${source}`);
  }
});

test("what is installed is what is packed, in the versions of the lockfile", () => {
  const installs = valuesOf("RUN", lines).find((line) => line.includes("npm install")) ?? "";
  const { version, devDependencies } = manifestOf("packages/purser");
  expect(installs).toContain(`/tarballs/purser-${version}.tgz`);
  for (const [name, pinned] of Object.entries(devDependencies)) expect(installs).toContain(`${name}@${pinned}`);
  expect(valuesOf("RUN", lines)).toContain("npm run release:pack -- --out /tarballs");
  expect(manifestOf(".").scripts["release:pack"]).toBeDefined();
});

test("it runs the bin as a user of its own, by Node itself, on one volume, and is asked for life", () => {
  const { bin, name } = manifestOf("packages/purser");
  const [command = "[]"] = valuesOf("CMD");
  expect(JSON.parse(command)).toEqual(["node", join("node_modules", name, bin.purser), "serve"]);
  expect(textOf("packages/purser/src/cli.ts")).toContain("serve: ()");
  expect(valuesOf("USER")).toEqual(["node"]);
  expect(valuesOf("VOLUME")).toEqual(["/data"]);
  const environment = Object.fromEntries((valuesOf("ENV")[0] ?? "").split(" ").map((pair) => pair.split("=")));
  expect(environment).toEqual({ PURSER_HOST: "0.0.0.0", PURSER_PORT: "7411", PURSER_DATA: "/data" });
  expect(valuesOf("HEALTHCHECK")[0]).toContain("/healthz");
});

test("the compose example names the same volume, waits for the drain, and asks for a key", () => {
  const compose = textOf("compose.yaml");
  expect(compose).toContain("- ledger:/data\n");
  expect(Number(/stop_grace_period: (\d+)s/.exec(compose)?.[1])).toBeGreaterThan(25);
  expect(compose).toMatch(/PURSER_API_KEY: \$\{PURSER_API_KEY:\?/);
});
