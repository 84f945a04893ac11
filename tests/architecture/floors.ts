// Runs the floors' rule file, over this repository or over a copy of its packages with a forbidden import planted.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./source-files.ts";

export interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

export interface CruiseSummary {
  readonly violations: readonly Violation[];
  readonly totalCruised: number;
}

const CRUISER = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
export const CRUISED_ROOMS = ["packages", "scripts", "tests", "bench"];

export function cruise(folder: string): CruiseSummary {
  const rooms = CRUISED_ROOMS.filter((room) => existsSync(join(folder, room)));
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  const report = ["--config", ".dependency-cruiser.mjs", "--output-type", "json", ...rooms];
  return JSON.parse(execFileSync(process.execPath, [CRUISER, ...report], options)).summary;
}

/** A copy of the packages, resolvable by name as in a workspace; `plant` puts files into it. Gone after `use`. */
export function withCopy<Result>(plant: Readonly<Record<string, string>>, use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "purser-floors-"));
  try {
    copyInto(folder);
    for (const [path, text] of Object.entries(plant)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyInto(folder: string): void {
  for (const file of [".dependency-cruiser.mjs", "tsconfig.json", "package.json"]) {
    cpSync(join(ROOT, file), join(folder, file));
  }
  const isOurs = (path: string): boolean => !path.includes("/node_modules");
  cpSync(join(ROOT, "packages"), join(folder, "packages"), { recursive: true, filter: isOurs });
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@purser"), { recursive: true });
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name.startsWith(".") || name === "@purser" || name === "purser") continue;
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  for (const room of readdirSync(join(folder, "packages"))) {
    const name = room === "purser" ? "purser" : `@purser/${room}`;
    symlinkSync(join(folder, "packages", room), join(modules, name));
  }
}
