// The texts and values that all requests are made of: ids, instants, amounts, dimensions, metadata (R1, R3, R8).
import { z } from "zod";
import {
  CADENCE_LENGTH_MAX,
  DIMENSION_VALUE_LENGTH_MAX,
  DIMENSIONS_MAX,
  DISPLAY_NAME_LENGTH_MAX,
  ENTITY_IDS_MAX,
  ID_LENGTH_MAX,
  METADATA_KEY_LENGTH_MAX,
  METADATA_KEYS_MAX,
  METADATA_VALUE_LENGTH_MAX,
  OPAQUE_LENGTH_MAX,
  TIME_ZONE_LENGTH_MAX,
} from "./limits.ts";

/** What a schema that parses by hand looks like to readers of the documents. */
export const documented = new Map<z.ZodType, z.ZodType>();

function document<Schema extends z.ZodType>(schema: Schema, as: z.ZodType): Schema {
  documented.set(schema, as);
  return schema;
}

const CONTROL_OR_LONE = /[\p{Cc}\p{Cs}]/u;
const BLANK = 32;
const DELETE = 127;

/** ASCII that shows: what nearly every id is made of, and the other rules are about other characters. */
function isVisibleAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= BLANK || code >= DELETE) return false;
  }
  return true;
}

/** Length in code points, without taking short texts apart. */
export const isAtMost = (text: string, length: number): boolean => text.length <= length || [...text].length <= length;

const ID_ADVICE = `Send 1 to ${ID_LENGTH_MAX} characters without control characters, lone surrogates or outer blanks, and not "." or "..".`;

/** R3. */
export function isId(text: string): boolean {
  if (text === "" || text === "." || text === ".." || !isAtMost(text, ID_LENGTH_MAX)) return false;
  return isVisibleAscii(text) || (!CONTROL_OR_LONE.test(text) && text.trim() === text);
}

export const idSchema = z.string().refine(isId, { error: ID_ADVICE }).meta({ minLength: 1, maxLength: ID_LENGTH_MAX });

/** R19: any text that can be stored; compared by code point. */
export const isIdempotencyKey = (text: string): boolean =>
  text !== "" && text.isWellFormed() && isAtMost(text, ID_LENGTH_MAX);

export const idempotencyKeySchema = z
  .string()
  .refine(isIdempotencyKey, { error: `Send 1 to ${ID_LENGTH_MAX} characters without lone surrogates.` })
  .meta({ minLength: 1, maxLength: ID_LENGTH_MAX });

const lineSchema = (length: number): z.ZodString => z.string().max(length);

export const displayNameSchema = lineSchema(DISPLAY_NAME_LENGTH_MAX);
export const opaqueSchema = lineSchema(OPAQUE_LENGTH_MAX);
export const cadenceSchema = lineSchema(CADENCE_LENGTH_MAX).meta({ examples: ["P1M", "P1D", "PT1H"] });
export const timeZoneSchema = lineSchema(TIME_ZONE_LENGTH_MAX).meta({ examples: ["Europe/Berlin"] });

/** What answers can tell in four digits of a year, whatever the offset it was sent with. */
const INSTANT_MIN = Date.parse("0000-01-01T00:00:00.000Z");
const INSTANT_MAX = Date.parse("9999-12-31T23:59:59.999Z");
/** ISO-8601 with `Z` or an offset; milliseconds since 1970 inside. */
export const instantSchema = z.iso
  .datetime({ offset: true, error: 'Send an ISO-8601 instant with offset, such as "2026-03-01T00:00:00Z".' })
  .transform((text) => Date.parse(text))
  .refine((at) => at >= INSTANT_MIN && at <= INSTANT_MAX, {
    error: "In UTC an instant lies in the years 0000 to 9999.",
  });

/** As answered: ISO-8601 UTC with milliseconds. */
export const instantAnswer = z.string().meta({ format: "date-time" });

const isAmount = (value: unknown): value is number | string => typeof value === "number" || typeof value === "string";

/** R1: judged by the capability's scale once that is known. */
export const amountSchema = document(
  z.custom<number | string>(isAmount, { error: 'Send a JSON number, or decimal text such as "12.50".' }),
  z.union([z.number(), z.string()]),
);

type Refuse = (message: string, path: readonly string[]) => void;

function refuserOf(context: z.RefinementCtx): Refuse {
  return (message, path) => context.addIssue({ code: "custom", message, path: [...path] });
}

/** R8: values as text; null and "" count as left out (R9). */
export const dimensionsSchema = document(
  z
    .custom<Readonly<Record<string, unknown>>>(isPlainObject, { error: "Send an object of dimensions." })
    .transform((raw, context) => {
      const dimensions: Record<string, string> = {};
      const keys = Object.keys(raw);
      if (keys.length > DIMENSIONS_MAX) refuserOf(context)(`At most ${DIMENSIONS_MAX} dimensions.`, []);
      for (const key of keys) {
        const value = raw[key];
        if (value === null || value === "") continue;
        const text = dimensionText(value);
        if (text === null || key === "" || key === "__proto__") refuserOf(context)(DIMENSION_ADVICE, [key]);
        else dimensions[key] = text;
      }
      return dimensions;
    }),
  z.record(z.string(), z.union([z.string(), z.int(), z.boolean(), z.null()])),
);

const DIMENSION_ADVICE = `Send text of at most ${DIMENSION_VALUE_LENGTH_MAX} characters, a whole number or a boolean, under a key that isn't empty.`;

export function dimensionText(value: unknown): string | null {
  if (typeof value === "string")
    return isAtMost(value, DIMENSION_VALUE_LENGTH_MAX) && value.isWellFormed() ? value : null;
  return typeof value === "boolean" || Number.isSafeInteger(value) ? String(value) : null;
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const entityIdsSchema = z.array(idSchema).min(1).max(ENTITY_IDS_MAX);

const isMetadataKey = (key: string): boolean =>
  key !== "" && key !== "__proto__" && isAtMost(key, METADATA_KEY_LENGTH_MAX);

export const metadataSchema = document(
  z
    .custom<Readonly<Record<string, string>>>(isPlainObject, { error: "Send an object of texts." })
    .superRefine((raw, context) => {
      const entries = Object.entries(raw);
      if (entries.length > METADATA_KEYS_MAX) refuserOf(context)(`At most ${METADATA_KEYS_MAX} keys.`, []);
      for (const [key, value] of entries) {
        const isFine = typeof value === "string" && value.isWellFormed() && isAtMost(value, METADATA_VALUE_LENGTH_MAX);
        if (!isFine || !isMetadataKey(key)) refuserOf(context)(METADATA_ADVICE, [key]);
      }
    }),
  z.record(z.string(), z.string()),
);

const METADATA_ADVICE = `Send text of at most ${METADATA_VALUE_LENGTH_MAX} characters under a key of 1 to ${METADATA_KEY_LENGTH_MAX}.`;

/** Query parameters arrive as text, library calls bring values. */
export const wholeNumberQuery = (min: number, max: number): z.ZodType<number> =>
  document(
    z.custom<number | string>(isAmount, { error: "Send a whole number." }).transform((raw, context) => {
      const number = typeof raw === "number" ? raw : /^\d{1,9}$/.test(raw) ? Number(raw) : Number.NaN;
      if (Number.isInteger(number) && number >= min && number <= max) return number;
      refuserOf(context)(`Send a whole number from ${min} to ${max}.`, []);
      return z.NEVER;
    }),
    z.int().min(min).max(max),
  );

export const booleanQuery: z.ZodType<boolean> = document(
  z
    .custom<boolean | string>((raw) => raw === true || raw === false || raw === "true" || raw === "false", {
      error: "Send true or false.",
    })
    .transform((raw) => raw === true || raw === "true"),
  z.boolean(),
);

const PLAIN_DECIMAL = /^\d{1,15}(\.\d{1,15})?(e-\d{1,2})?$/i;

/** A share such as 0.8. */
export const decimalQuery: z.ZodType<number> = document(
  z.custom<number | string>(isAmount, { error: "Send a number." }).transform((raw, context) => {
    const number = typeof raw === "number" ? raw : PLAIN_DECIMAL.test(raw) ? Number(raw) : Number.NaN;
    if (Number.isFinite(number) && number >= 0) return number;
    refuserOf(context)('Send a number from 0 on, such as "0.8".', []);
    return z.NEVER;
  }),
  z.number().min(0),
);

/** A parameter that may be repeated; one alone is a list of one, and an empty list, which a query can't say, is none. */
export const repeatedQuery = <Item extends z.ZodType>(item: Item, most: number) =>
  document(
    z
      .preprocess(
        (raw: z.input<Item> | readonly z.input<Item>[]) => (Array.isArray(raw) ? raw : [raw]),
        z.array(item).max(most),
      )
      .transform((items) => (items.length === 0 ? undefined : items)),
    z.array(item).max(most),
  );
