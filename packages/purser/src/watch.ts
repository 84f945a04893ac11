// Watch: a screen of lines that is shown anew in its place until the user has seen enough.
import { setTimeout as sleep } from "node:timers/promises";
import { SettingsError } from "./settings.ts";

/** The other screen of the terminal, without a cursor: what stood there comes back afterwards. */
const OPEN = "\x1b[?1049h\x1b[?25l";
const CLOSE = "\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** Lines that don't fit are counted in the last one. Each line is written over the one before, so that nothing flickers. */
export function frameText(lines: readonly string[], height: number): string {
  const hidden = lines.length - height;
  const shown = hidden > 0 ? [...lines.slice(0, height - 1), `… ${hidden + 1} more lines`] : lines;
  return HOME + shown.map((line) => line + CLEAR_LINE).join("\r\n") + CLEAR_BELOW;
}

/** Ends on Ctrl-C, or with the first fault. */
export async function watch(show: () => Promise<readonly string[]>, everyMs: number): Promise<void> {
  const { stdout } = process;
  if (!stdout.isTTY) throw new SettingsError("--watch needs a terminal; leave it out where the output goes elsewhere.");
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  stdout.on("resize", () => stdout.write(HOME + CLEAR_BELOW));
  // The first one may fail, and tells so on the screen that the user came from.
  let lines = await show();
  stdout.write(OPEN);
  try {
    while (!ending.signal.aborted) {
      stdout.write(frameText(lines, stdout.rows));
      await sleep(everyMs, undefined, { signal: ending.signal }).catch(() => {});
      if (!ending.signal.aborted) lines = await show();
    }
  } finally {
    stdout.write(CLOSE);
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}
