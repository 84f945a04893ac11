// Bundles: a package's JavaScript with our own packages inside it, and one declaration file to a door.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { contractTypes } from "./contract-types.ts";
import { PACKAGES, type Release } from "./releases.ts";

/** The lowest Node that users may have. */
const TARGET = "node22.18";

export async function bundleCode(release: Release, folder: string, external: readonly string[]): Promise<void> {
  const entryPoints = Object.fromEntries(
    Object.entries(release.entries).map(([name, file]) => [name, join(PACKAGES, file)]),
  );
  await build({
    entryPoints,
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: release.platform,
    target: release.platform === "node" ? TARGET : "es2024",
    external: ["node:*", ...external],
    chunkNames: "[name]-[hash]",
    logLevel: "warning",
  });
}

/** `work` takes what is only needed meanwhile. */
export async function bundleTypes(release: Release, folder: string, work: string): Promise<void> {
  const contract = join(work, "contract.d.ts");
  writeFileSync(contract, contractTypes());
  const bundle = await rollup({
    input: join(PACKAGES, release.door),
    // A door shows nothing of core and stores; what is left of them afterwards is a fault.
    external: [/^node:/, "@purser/core", /^@purser\/store-/],
    treeshake: { moduleSideEffects: false },
    shimMissingExports: true,
    plugins: [
      { name: "contract", resolveId: (id) => (id === "@purser/contract" ? contract : null) },
      { name: "ours", resolveId: (id) => DOORS.get(id) ?? null },
      dts({ tsconfig: join(PACKAGES, "../tsconfig.json") }),
    ],
    onwarn: ({ code, message }) => {
      if (code !== "SHIMMED_EXPORT" && code !== "UNUSED_EXTERNAL_IMPORT") throw new Error(message);
    },
  });
  const { output } = await bundle.write({ file: join(folder, "dist/index.d.ts"), format: "es" });
  await bundle.close();
  const left = /['"]@purser\/[^'"]+['"]|_missingExportShim/.exec(output[0].code);
  if (left !== null) throw new Error(`The types of ${release.room} show what nobody installs: ${left[0]}`);
}

const DOORS = new Map(["service", "http"].map((room) => [`@purser/${room}`, join(PACKAGES, room, "src/index.ts")]));
