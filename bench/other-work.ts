// Other work: which share of the machine went to processes that are not of this run, so that a disturbed figure says so.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

const TICK_MS = 10;
/** user, nice, system and what interrupts took; idle and waiting for disks are nobody's work. */
const BUSY_FIELDS = [1, 2, 3, 6, 7, 8];
/** In /proc/self/stat behind the name: own and waited-for children's user and system time. */
const OWN_FIELDS = [11, 12, 13, 14];

/** Starts to watch; the answer is the share since then. 0 where /proc is none. Ask when the children have ended. */
export function otherWork(): () => number {
  const start = performance.now();
  const before = othersMs();
  return () => Math.max(0, (othersMs() - before) / ((performance.now() - start) * cpus().length));
}

function othersMs(): number {
  try {
    const [all = ""] = readFileSync("/proc/stat", "utf8").split("\n");
    const own = readFileSync("/proc/self/stat", "utf8");
    const ticks =
      sumOf(all.split(/ +/), BUSY_FIELDS) - sumOf(own.slice(own.lastIndexOf(")") + 2).split(" "), OWN_FIELDS);
    return ticks * TICK_MS;
  } catch {
    return 0;
  }
}

const sumOf = (fields: readonly string[], which: readonly number[]): number =>
  which.reduce((sum, field) => sum + Number(fields[field] ?? 0), 0);
