// A command: one thing that a sequence does; what it refers to is found when it is played, so every part of a sequence plays too.
import type { Scenario } from "../scenario.ts";

export type Input = Readonly<Record<string, unknown>>;

export type Command =
  /** `isSpoiled`: bad on purpose, maybe in several ways. */
  | { readonly kind: "call"; readonly operation: string; readonly input: Input; readonly isSpoiled: boolean }
  /** Sends what has a key again, the last one or one before it, word for word. */
  | { readonly kind: "repeat"; readonly back: number }
  | { readonly kind: "clock"; readonly ms: number }
  | { readonly kind: "restart" };

export const call = (operation: string, input: Input): Command => ({
  kind: "call",
  operation,
  input,
  isSpoiled: false,
});

/** Where every sequence begins: a day before the clocks of Berlin go forward. */
export const STARTS_AT = Date.parse("2026-03-28T12:00:00Z");

/** What a runner wants to know of what it will play; a sequence names neither keys nor environments beforehand. */
export const NO_SCENARIO: Scenario = {
  subject: "generated",
  name: "generated",
  rules: [],
  clock: STARTS_AT,
  not: {},
  steps: [],
  setupSteps: 0,
};

export type IdKind = "entry" | "assignment" | "reservation" | "exception" | "limitRequest";

/** Stands for an id that the system has made: the one in that place, counted around. */
export const madeId = (kind: IdKind, place: number): string => `\${${kind}:${place}}`;

/** Stands for an instant, so many milliseconds from the clock. */
export const instantAt = (offset: number): string => `\${now:${offset}}`;

const REFERENCE = /^\$\{(entry|assignment|reservation|exception|limitRequest|now):(-?\d+)\}$/;

interface References {
  readonly now: number;
  idAt(kind: IdKind, place: number): string;
}

/** The value with its references replaced. */
export function filled(value: unknown, references: References): unknown {
  if (typeof value === "string") return filledText(value, references);
  if (Array.isArray(value)) return value.map((part) => filled(part, references));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part, references)]));
}

function filledText(text: string, references: References): string {
  const [, kind, number] = REFERENCE.exec(text) ?? [];
  if (kind === undefined) return text;
  if (kind === "now") return new Date(references.now + Number(number)).toISOString();
  return references.idAt(kind as IdKind, Number(number));
}
