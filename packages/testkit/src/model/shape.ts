// Shapes: what the model asks of a request before it looks at any rule; unknown fields are refused.
import { refuse } from "./refusal.ts";

export type Fields = Readonly<Record<string, unknown>>;

const ID_LENGTH_MAX = 255;
const BATCH_MAX = 100;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

export function refuseUnknown(fields: Fields, known: string, path = ""): void {
  const names = known.split(" ");
  for (const name of Object.keys(fields)) if (!names.includes(name)) refuse("UnknownField", `${path}/${name}`);
}

export function fieldsOf(raw: unknown, path: string): Fields {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) refuse("InvalidRequest", path);
  return raw as Fields;
}

export function textOf(raw: unknown, path: string): string {
  return typeof raw === "string" ? raw : refuse("InvalidRequest", path);
}

export const optional = <T>(raw: unknown, read: (raw: unknown) => T): T | undefined =>
  raw === undefined ? undefined : read(raw);

/** Whether the text can name an entity, a customer, a type or a capability (R3). */
export function isId(text: string): boolean {
  if (text === "" || text === "." || text === ".." || text.trim() !== text) return false;
  return [...text].length <= ID_LENGTH_MAX && !/\p{Cc}|\p{Cs}/u.test(text);
}

/** What may be an idempotency key (R19). */
export const isKey = (text: string): boolean => text !== "" && text.isWellFormed() && [...text].length <= ID_LENGTH_MAX;

export function idOf(raw: unknown, path: string): string {
  const id = textOf(raw, path);
  return isId(id) ? id : refuse("InvalidRequest", path);
}

export function batchOf(raw: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > BATCH_MAX) refuse("InvalidRequest", path);
  return raw as unknown[];
}

export function idsOf(raw: unknown, path: string): readonly string[] {
  const ids = batchOf(raw, path).map((id, index) => idOf(id, `${path}/${index}`));
  for (const [index, id] of ids.entries()) if (ids.indexOf(id) !== index) refuse("InvalidRequest", `${path}/${index}`);
  return ids;
}

export function instantOf(raw: unknown, path: string): number {
  const text = textOf(raw, path);
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? refuse("InvalidRequest", path) : instant;
}

export function booleanOf(raw: unknown, path: string): boolean {
  return typeof raw === "boolean" ? raw : refuse("InvalidRequest", path);
}

export function wholeOf(raw: unknown, path: string, most: number): number {
  return typeof raw === "number" && Number.isInteger(raw) && raw >= 0 && raw <= most
    ? raw
    : refuse("InvalidRequest", path);
}

export function metadataOf(raw: unknown, path: string): Readonly<Record<string, string>> {
  const fields = fieldsOf(raw, path);
  for (const [key, value] of Object.entries(fields)) textOf(value, `${path}/${key}`);
  return fields as Record<string, string>;
}

/** A patch: "" deletes its key (R3). */
export function patched(
  before: Readonly<Record<string, string>>,
  patch: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== ""));
}

export const isoOf = (at: number | null): string | null =>
  at === null || !Number.isFinite(at) ? null : new Date(at).toISOString();

/** Equal rows as JSON tells them, big integers as text. */
export function isSame(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
  return text(a) === text(b);
}
