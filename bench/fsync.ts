// The fsync of this disk: milliseconds of one append made durable, as a commit of a small transaction needs it.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { median } from "./figure.ts";
import type { Mode } from "./mode.ts";

const PROBES = 100;
/** Pages of 4 KiB that a commit of some dozens of events appends to the write-ahead log. */
const BYTES = 65_536;

export function fsyncMs(mode: Mode): number {
  const file = join(mode.work, `fsync-${process.pid}`);
  const descriptor = openSync(file, "w");
  const bytes = Buffer.alloc(BYTES, 1);
  const times: number[] = [];
  for (let probe = 0; probe < PROBES; probe += 1) {
    const start = performance.now();
    writeSync(descriptor, bytes);
    fdatasyncSync(descriptor);
    times.push(performance.now() - start);
  }
  closeSync(descriptor);
  rmSync(file);
  return median(times);
}
