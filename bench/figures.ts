// The figures by their numbers, each with the file that measures it.
import type { Figure } from "./figure.ts";
import type { Mode } from "./mode.ts";

interface FigureFile {
  readonly id: string;
  load(): Promise<{ measure(mode: Mode): Promise<Figure[]> }>;
  /** Kept to the first core; what it measures in another process is kept to the second. */
  readonly isPinned: boolean;
}

export const FIGURES: readonly FigureFile[] = [
  { id: "F1", load: () => import("./figures/check-in-process.ts"), isPinned: true },
  { id: "F2", load: () => import("./figures/check-shape.ts"), isPinned: true },
  { id: "F3", load: () => import("./figures/check-http.ts"), isPinned: true },
  { id: "F4", load: () => import("./figures/check-latency.ts"), isPinned: false },
  { id: "F5", load: () => import("./figures/ingest-in-process.ts"), isPinned: false },
  { id: "F6", load: () => import("./figures/ingest-http.ts"), isPinned: false },
  { id: "F7", load: () => import("./figures/reserve.ts"), isPinned: false },
  { id: "F8", load: () => import("./figures/hot-customer.ts"), isPinned: false },
  { id: "F9", load: () => import("./figures/memory.ts"), isPinned: false },
  { id: "F10", load: () => import("./figures/restart.ts"), isPinned: false },
  { id: "F11", load: () => import("./figures/tree.ts"), isPinned: false },
  { id: "F12", load: () => import("./figures/boundary.ts"), isPinned: false },
  { id: "F14", load: () => import("./figures/memory-growth.ts"), isPinned: false },
  { id: "F16", load: () => import("./figures/trace.ts"), isPinned: false },
  { id: "F17", load: () => import("./figures/upsert.ts"), isPinned: false },
  { id: "other", load: () => import("./figures/reading-ledger.ts"), isPinned: false },
];
