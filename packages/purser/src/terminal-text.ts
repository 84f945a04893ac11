// Terminal text: what others have written is shown without moving the cursor, cut and padded by the columns that it takes.
import stringWidth from "string-width";

/** Control characters, line separators and marks that turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

export const columnsOf = (text: string): number => stringWidth(text);

/** A display name could hold an escape sequence that paints over the rest of the screen. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, "\ufffd");

/** At most so many columns; what is cut ends with an ellipsis. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let taken = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    taken += columnsOf(segment);
    if (taken >= columns) break;
    kept += segment;
  }
  return columns < 1 ? "" : `${kept}…`;
}

export const padStart = (text: string, columns: number): string =>
  " ".repeat(Math.max(0, columns - columnsOf(text))) + text;
