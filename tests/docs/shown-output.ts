// Whether what came out is what a document shows: `…` stands for anything, JSON may leave fields out and speaks of the last line.
const ANYTHING = "…";

/** Null when it is; else what differs. */
export function differenceFromShown(language: string, shown: string, out: string): string | null {
  return language === "json" ? jsonDifference(shown, out) : textDifference(shown, out);
}

function jsonDifference(shown: string, out: string): string | null {
  try {
    return differing(JSON.parse(shown), JSON.parse(out.trim().split("\n").at(-1) ?? ""), "");
  } catch (error) {
    return `${(error as Error).message} in: ${out}`;
  }
}

/** Fields that the document leaves out may be anything; a list has the length shown unless it ends in "…". */
function differing(shown: unknown, real: unknown, path: string): string | null {
  if (shown === ANYTHING) return null;
  if (Array.isArray(shown) && Array.isArray(real)) {
    const isOpen = shown.at(-1) === ANYTHING;
    const items = isOpen ? shown.slice(0, -1) : shown;
    if (isOpen ? real.length < items.length : real.length !== items.length) {
      return `${path || "/"} has ${real.length} items, shown are ${items.length}`;
    }
    return firstOf(items.map((item, index) => differing(item, real[index], `${path}/${index}`)));
  }
  if (isObject(shown) && isObject(real)) {
    return firstOf(Object.entries(shown).map(([key, value]) => differing(value, real[key], `${path}/${key}`)));
  }
  return shown === real ? null : `${path || "/"} is ${JSON.stringify(real)}, shown is ${JSON.stringify(shown)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const firstOf = (differences: readonly (string | null)[]): string | null =>
  differences.find((one) => one !== null) ?? null;

/** Line by line, blanks at the ends ignored; `…` inside a line is any text, a line of `…` any lines. */
function textDifference(shown: string, out: string): string | null {
  const pattern = shown
    .trim()
    .split("\n")
    .map((line) =>
      line.trim() === ANYTHING ? "[\\s\\S]*?" : line.trimEnd().split(ANYTHING).map(escaped).join("[^\\n]*?"),
    )
    .join("\\s*?\\n");
  return new RegExp(`^\\s*${pattern}\\s*$`).test(out) ? null : `came out:\n${out}\nshown:\n${shown}`;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
