// The one door of store-memory: the embedded shape's live counters, and a full memory set for tests and the simulator.
export { LiveCounters } from "./live-counters.ts";
export { MemoryDisk } from "./memory-disk.ts";
export type { StoreCall } from "./memory-session.ts";
export { openMemoryStore } from "./memory-store.ts";
