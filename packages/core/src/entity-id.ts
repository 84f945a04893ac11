// What may be the id of an entity or of anything else that a caller names (R3).

export const ID_LENGTH_MAX = 255;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const REFUSED = /[\u0000-\u001f\u007f-\u009f]|^\s|\s$|^\.{1,2}$|\p{Cs}/u;

/** Whether the text can be an id: 1–255 code points, no `.`, `..`, control characters, lone surrogates, outer blanks. */
export function isEntityId(text: string): boolean {
  if (text.length === 0 || text.length > 2 * ID_LENGTH_MAX) return false;
  if (REFUSED.test(text)) return false;
  return text.length <= ID_LENGTH_MAX || [...text].length <= ID_LENGTH_MAX;
}
