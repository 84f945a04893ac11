// The files that the guards read: everything that we wrote, found by walking the rooms, with or without git.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");
const ROOMS = [".ci", "bench", "docs", "packages", "scenarios", "scripts", "tests"];
const NOT_OURS = new Set(["node_modules", "results", "coverage", ".purser"]);

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every text file of ours, the root's own files included. */
export function writtenFiles(): SourceFile[] {
  const rooms = ROOMS.map((room) => join(ROOT, room)).filter(existsSync);
  const found = [...filesOf(ROOT), ...rooms.flatMap(filesBelow)].map(readSource);
  return found.filter(({ path, text }) => !path.endsWith(".log") && !text.includes("\0"));
}

/** TypeScript and JavaScript of ours. */
export const isSource = ({ path }: SourceFile): boolean => /\.(ts|tsx|mts|js|mjs)$/.test(path);
export const isTest = ({ path }: SourceFile): boolean => /\.test\.tsx?$/.test(path);
export const isIn = (...rooms: string[]) => {
  return ({ path }: SourceFile): boolean => rooms.some((room) => path.startsWith(`${room}/`));
};

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, entry.name));

function filesBelow(folder: string): string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const deeper = folders.filter(({ name }) => !NOT_OURS.has(name)).map(({ name }) => join(folder, name));
  return [...filesOf(folder), ...deeper.flatMap(filesBelow)];
}

const readSource = (file: string): SourceFile => ({
  path: relative(ROOT, file).split(sep).join("/"),
  text: readFileSync(file, "utf8"),
});

export const nameOf = ({ path }: SourceFile): string => basename(path);
