// Watch: a frame is as high as the terminal, and says how much it leaves out.
import { expect, it } from "vitest";
import { frameText } from "./watch.ts";

const linesIn = (frame: string): string[] => frame.split("\r\n");

it("shows all that fits, each line cleared behind its end", () => {
  expect(frameText(["a", "b"], 2)).toBe("\x1b[Ha\x1b[K\r\nb\x1b[K\x1b[J");
});

it("counts what doesn't fit in its last line", () => {
  const frame = linesIn(frameText(["a", "b", "c", "d"], 3));
  expect(frame).toHaveLength(3);
  expect(frame.at(-1)).toContain("… 2 more lines");
});
