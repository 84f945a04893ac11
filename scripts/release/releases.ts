// Releases: the packages that users install, what goes into each, and the manifest that it is published with.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const PACKAGES = join(import.meta.dirname, "../../packages");

export interface Release {
  /** Folder under packages/. */
  readonly room: string;
  readonly description: string;
  readonly platform: "node" | "neutral";
  /** Files of dist/ by name, and their sources. */
  readonly entries: Readonly<Record<string, string>>;
  readonly door: string;
}

export const RELEASES: readonly Release[] = [
  {
    room: "purser",
    description: "Usage governance for AI products: budgets on every level, one check before, one ingest after",
    platform: "node",
    entries: {
      index: "purser/src/index.ts",
      cli: "purser/src/cli.ts",
      "writer-worker": "store-sql/src/sqlite/writer-worker.ts",
      "reader-worker": "store-sql/src/sqlite/reader-worker.ts",
      "copy-worker": "store-sql/src/sqlite/copy-worker.ts",
      "proof-worker": "purser/src/proof-worker.ts",
    },
    door: "purser/src/index.ts",
  },
  {
    room: "client",
    description: "Client of Purser, usage governance for AI products; no dependencies",
    platform: "neutral",
    entries: { index: "client/src/index.ts" },
    door: "client/src/index.ts",
  },
];

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly bin?: Versions;
  readonly engines?: Versions;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
}

export interface PublishedManifest extends Omit<Manifest, "devDependencies"> {
  readonly dependencies: Versions;
  readonly peerDependencies: Versions;
}

const manifestOf = (room: string): Manifest => JSON.parse(readFileSync(join(PACKAGES, room, "package.json"), "utf8"));

/** Packages of others stay dependencies, pinned as we tested them; what is only loaded on demand is an optional peer. */
export function publishedManifest({ room, description }: Release): PublishedManifest {
  const { name, version, license, bin, engines, devDependencies = {} } = manifestOf(room);
  const peers = Object.keys(devDependencies).filter((one) => !isOurs(one));
  const onDemand = Object.fromEntries(peers.map((one) => [one, `^${devDependencies[one]}`]));
  return {
    name,
    version,
    description,
    license,
    type: "module",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
    files: ["bin", "dist"],
    ...(bin === undefined ? {} : { bin }),
    ...(engines === undefined ? {} : { engines }),
    dependencies: foreignDependencies(room),
    peerDependencies: onDemand,
    peerDependenciesMeta: Object.fromEntries(peers.map((one) => [one, { optional: true }])),
  } as PublishedManifest;
}

const isOurs = (name: string): boolean => name === "purser" || name.startsWith("@purser/");

function foreignDependencies(room: string): Versions {
  const found: Record<string, string> = {};
  for (const [name, version] of Object.entries(manifestOf(room).dependencies ?? {})) {
    if (isOurs(name)) Object.assign(found, foreignDependencies(name.replace("@purser/", "")));
    else found[name] = version;
  }
  return found;
}
