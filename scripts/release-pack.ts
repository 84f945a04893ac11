// Packs what users install: `npm run release:pack -- --out folder` writes one tarball to each package and prints their names.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundleCode, bundleTypes } from "./release/bundle.ts";
import { PACKAGES, publishedManifest, RELEASES, type Release } from "./release/releases.ts";

const { values } = parseArgs({ options: { out: { type: "string", default: "release" } } });
const out = resolve(values.out);
const work = mkdtempSync(join(tmpdir(), "purser-release-"));

async function stage(release: Release): Promise<string> {
  const folder = join(work, release.room);
  mkdirSync(folder);
  const manifest = publishedManifest(release);
  const external = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  await bundleCode(release, folder, external);
  await bundleTypes(release, folder, work);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(PACKAGES, "../LICENSE"), join(folder, "LICENSE"));
  cpSync(join(PACKAGES, "../README.md"), join(folder, "README.md"));
  stageBin(release, folder);
  return folder;
}

/** The bin runs the sources in the repository, and what was built of them in a release. */
function stageBin({ room }: Release, folder: string): void {
  const bin = join(PACKAGES, room, "bin");
  if (!existsSync(bin)) return;
  cpSync(bin, join(folder, "bin"), { recursive: true });
  const file = join(folder, "bin/purser.js");
  const text = readFileSync(file, "utf8");
  const released = text.replace("../src/cli.ts", "../dist/cli.js");
  if (released === text) throw new Error("bin/purser.js runs something else than ../src/cli.ts.");
  writeFileSync(file, released);
}

try {
  mkdirSync(out, { recursive: true });
  for (const release of RELEASES) {
    const folder = await stage(release);
    const told = execFileSync("npm", ["pack", "--json", "--pack-destination", out], { cwd: folder, encoding: "utf8" });
    const [packed] = Object.values(JSON.parse(told)) as { filename: string; size: number }[];
    console.log(JSON.stringify({ file: join(out, packed?.filename ?? ""), bytes: packed?.size }));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
