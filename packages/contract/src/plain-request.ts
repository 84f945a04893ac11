// Plain requests: the two calls of every day, parsed by hand when they are as plain as they nearly always are.
import { DIMENSIONS_MAX } from "./limits.ts";
import type { Input, UsageEvent } from "./operation-input.ts";
import { dimensionText, isId, isIdempotencyKey, isPlainObject } from "./wire-text.ts";

/*
 * The schemas decide what a request may say; here is only a shorter way to the same value, null for whatever is not plain.
 * Measured: a schema takes 2 to 4 µs for a check or an event, which is a tenth of its time over HTTP; this a tenth of it.
 * A property holds both ways together.
 */

type Raw = Readonly<Record<string, unknown>>;

export function plainCheck(path: Raw, body: unknown): Input<"check"> | null {
  const { customerId } = path;
  if (typeof customerId !== "string" || !isId(customerId) || !isPlainObject(body)) return null;
  const { capabilityId, requestedUsage, dimensions } = body;
  const keys = requestedUsage === undefined ? 2 : 3;
  if (typeof capabilityId !== "string" || !isId(capabilityId) || countKeys(body) !== keys) return null;
  const texts = plainDimensions(dimensions);
  if (texts === null) return null;
  if (requestedUsage === undefined) return { customerId, capabilityId, dimensions: texts };
  return isAmount(requestedUsage) ? { customerId, capabilityId, requestedUsage, dimensions: texts } : null;
}

export function plainEvent(raw: unknown): UsageEvent | null {
  if (!isPlainObject(raw) || countKeys(raw) !== EVENT_KEYS) return null;
  const { customerId, capabilityId, amount, dimensions, idempotencyKey } = raw;
  if (typeof customerId !== "string" || !isId(customerId)) return null;
  if (typeof capabilityId !== "string" || !isId(capabilityId) || !isAmount(amount)) return null;
  if (typeof idempotencyKey !== "string" || !isIdempotencyKey(idempotencyKey)) return null;
  const texts = plainDimensions(dimensions);
  return texts === null ? null : { customerId, capabilityId, amount, dimensions: texts, idempotencyKey };
}

/** customerId, capabilityId, amount, dimensions, idempotencyKey. */
const EVENT_KEYS = 5;

const isAmount = (value: unknown): value is number | string => typeof value === "number" || typeof value === "string";

function plainDimensions(raw: unknown): Record<string, string> | null {
  if (!isPlainObject(raw)) return null;
  const dimensions: Record<string, string> = {};
  let keys = 0;
  for (const key in raw) {
    const value = raw[key];
    const text = value === null || value === "" ? null : dimensionText(value);
    keys += 1;
    if (text === null || key === "" || key === "__proto__" || keys > DIMENSIONS_MAX) return null;
    dimensions[key] = text;
  }
  return dimensions;
}

function countKeys(object: Raw): number {
  let keys = 0;
  for (const _ in object) keys += 1;
  return keys;
}
