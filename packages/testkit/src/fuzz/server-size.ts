// The size of a running server as its own metrics tell it, and whether it still grows when nothing new is asked of it.

export interface ServerSize {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly handles: number;
  /** null where the system doesn't tell. */
  readonly openFiles: number | null;
}

export async function readSize(url: string): Promise<ServerSize> {
  const answer = await fetch(`${url}/metrics`);
  const text = await answer.text();
  const figure = (name: string): number | null => {
    const found = new RegExp(`^purser_${name} ([0-9.e+]+)$`, "m").exec(text)?.[1];
    return found === undefined ? null : Number(found);
  };
  return {
    heapBytes: figure("nodejs_heap_size_used_bytes") ?? 0,
    residentBytes: figure("process_resident_memory_bytes") ?? 0,
    handles: figure("nodejs_active_handles_total") ?? 0,
    openFiles: figure("process_open_fds"),
  };
}

/** Garbage that waits for its collector, fragments, and caches that fill up. */
const HEAP_GROWTH_MAX = 24 * 2 ** 20;
const RESIDENT_GROWTH_MAX = 96 * 2 ** 20;
/** Connections that come and go meanwhile. */
const HANDLES_GROWTH_MAX = 12;

/**
 * What has grown between the first and the last third of the samples, each by its least, which is nearest to what is
 * really held; null when it stayed.
 */
export function growthFault(samples: readonly ServerSize[]): string | null {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const grown = (of: (size: ServerSize) => number): number =>
    Math.min(...samples.slice(-third).map(of)) - Math.min(...samples.slice(0, third).map(of));
  const heap = grown(({ heapBytes }) => heapBytes);
  const resident = grown(({ residentBytes }) => residentBytes);
  const handles = grown((size) => size.handles);
  const files = grown(({ openFiles }) => openFiles ?? 0);
  if (heap > HEAP_GROWTH_MAX) return `the heap grew by ${heap} bytes over repeated requests`;
  if (resident > RESIDENT_GROWTH_MAX) return `resident memory grew by ${resident} bytes over repeated requests`;
  if (handles > HANDLES_GROWTH_MAX) return `${handles} more handles are open after repeated requests`;
  return files > HANDLES_GROWTH_MAX ? `${files} more files are open after repeated requests` : null;
}
