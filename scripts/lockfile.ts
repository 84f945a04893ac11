// What must be true of package-lock.json so that `npm ci` gives everybody the same tree from whatever registry they use.

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By folder; "" is the root, `packages/…` are ours, the others stand under node_modules. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const MODULES = "node_modules/";

export function lockFaults(lock: Lockfile): string[] {
  const faults = lock.lockfileVersion === 3 ? [] : [`lockfileVersion is ${lock.lockfileVersion}, not 3`];
  for (const [folder, locked] of Object.entries(lock.packages)) {
    faults.push(...(folder.includes(MODULES) ? originFaults(folder, locked) : pinFaults(folder, locked)));
    faults.push(...missingDependencies(lock, folder));
  }
  return faults;
}

/** Known by its hash, from no address. */
function originFaults(folder: string, locked: LockedPackage): string[] {
  if (locked.link === true) return [];
  if (locked.resolved !== undefined)
    return [`${folder} names a registry: npm install --package-lock-only writes it anew`];
  if (locked.integrity === undefined) return [`${folder} has no integrity hash`];
  return [];
}

/** What we ask for ourselves is pinned to one version; ranges are for what our dependencies ask for. */
function pinFaults(folder: string, locked: LockedPackage): string[] {
  const wanted = { ...locked.dependencies, ...locked.devDependencies, ...locked.optionalDependencies };
  const loose = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  return loose.map(([name, version]) => `${folder || "the root"} asks for ${name} ${version}: pin one version`);
}

/**
 * Some registries lack a platform's binary, npm then leaves the optional package out of the lockfile without a word,
 * and `npm ci` refuses on every machine (or the tool breaks on that platform).
 */
function missingDependencies(lock: Lockfile, folder: string): string[] {
  const locked = lock.packages[folder];
  const wanted = Object.keys({ ...locked?.dependencies, ...locked?.optionalDependencies });
  const missing = wanted.filter((name) => !isLocked(lock, folder, name));
  return missing.map((name) => `${folder || "the root"} needs ${name}, which has no entry: pin a version that has it`);
}

/** Looks where Node would: beside the package, then in every folder above it. */
function isLocked(lock: Lockfile, folder: string, name: string): boolean {
  const parts = folder === "" ? [] : folder.split("/");
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const above = parts.slice(0, depth).join("/");
    if (lock.packages[`${above === "" ? "" : `${above}/`}${MODULES}${name}`] !== undefined) return true;
  }
  return false;
}
