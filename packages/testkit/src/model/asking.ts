// Asking in the model: what a consume, a reserve or a split says, read once, with what is compared under its key (R21, R28, R29).
import { unitsOf } from "./decimal.ts";
import { keyOf } from "./ingest.ts";
import { refuse } from "./refusal.ts";
import { type Named, namedBy } from "./resolution.ts";
import { booleanOf, type Fields, fieldsOf, idOf, metadataOf, optional, refuseUnknown, wholeOf } from "./shape.ts";
import type { Capability, Draft } from "./state.ts";

const ITEMS_MAX = 8;
const TTL_MIN_MS = 1_000;
export const DAY_MS = 86_400_000;
const TTL_DEFAULT_MS = 300_000;

export interface Wanted {
  readonly capability: Capability;
  readonly units: bigint;
  /** The least that will do, where it isn't all (R28). */
  readonly least: bigint | null;
}

/** Who asks for it, and how it is compared. */
export interface Asking {
  readonly customerId: string;
  readonly key: string;
  readonly named: Named;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly strict: boolean;
  /** But for what is wanted. */
  readonly content: readonly unknown[];
}

export function askingOf(draft: Draft, fields: Fields): Asking {
  const named = namedBy(fields);
  const key = keyOf(fields.idempotencyKey);
  const metadata = optional(fields.metadata, (raw) => metadataOf(raw, "/metadata")) ?? null;
  const strict = optional(fields.strict, (raw) => booleanOf(raw, "/strict"));
  const ttlMs = optional(fields.ttlMs, ttlOf);
  const sorted = (record: object | null): unknown => (record === null ? null : Object.entries(record).sort());
  const ids = named.entityIds === null ? null : [...named.entityIds].sort();
  const content = [sorted(named.dimensions), ids, sorted(metadata), strict ?? null, ttlMs ?? null];
  const customerId = idOf(fields.customerId, "/customerId");
  return { customerId, key, named, metadata, strict: strict ?? draft.settings.strict, content };
}

export function ttlOf(raw: unknown): number {
  const ttlMs = wholeOf(raw, "/ttlMs", DAY_MS);
  return ttlMs < TTL_MIN_MS ? refuse("InvalidRequest", "/ttlMs") : ttlMs;
}

/** When a hold that is opened or extended now expires: none lives longer than a day after the first opening. */
export const expiryOf = (firstOpenedAt: number, now: number, ttlMs = TTL_DEFAULT_MS): number =>
  Math.min(now + ttlMs, firstOpenedAt + DAY_MS);

interface Manner {
  readonly amount: "requestedUsage" | "amount";
  /** Whether 0 will not do. */
  readonly isPositive: boolean;
}

export function wantedOf(draft: Draft, fields: Fields, manner: Manner): Wanted[] {
  if (fields.items === undefined) return [wantedIn(draft, fields, { ...manner, at: "" })];
  for (const name of ["capabilityId", manner.amount, "minAmount"])
    if (fields[name] !== undefined) refuse("InvalidRequest", `/${name}`);
  const wanted = itemsIn(fields).map((item, index) => {
    const least = manner.amount === "amount" ? " minAmount" : "";
    refuseUnknown(item, `capabilityId ${manner.amount}${least}`, `/items/${index}`);
    return wantedIn(draft, item, { ...manner, at: `/items/${index}` });
  });
  return wanted;
}

/** Each capability once. */
export function itemsIn({ items }: Fields): Fields[] {
  if (!Array.isArray(items) || items.length === 0 || items.length > ITEMS_MAX) refuse("InvalidRequest", "/items");
  const read = (items as unknown[]).map((raw, index) => fieldsOf(raw, `/items/${index}`));
  const ids = read.map(({ capabilityId }) => capabilityId);
  for (const [index, id] of ids.entries())
    if (ids.indexOf(id) !== index) refuse("InvalidRequest", `/items/${index}/capabilityId`);
  return read;
}

function wantedIn(draft: Draft, fields: Fields, { amount, isPositive, at }: Manner & { readonly at: string }): Wanted {
  const id = idOf(fields.capabilityId, `${at}/capabilityId`);
  const capability = draft.capabilities.get(id) ?? refuse("CapabilityNotFound", `${at}/capabilityId`);
  const units = amountOf(capability, fields[amount], { path: `${at}/${amount}`, isPositive });
  const least = optional(fields.minAmount, (raw) =>
    amountOf(capability, raw, { path: `${at}/minAmount`, isPositive: true }),
  );
  if (least !== undefined && least > units) refuse("InvalidRequest", `${at}/minAmount`);
  return { capability, units, least: least ?? null };
}

/** What is used, asked for or held of a currency is rounded (R1). */
export function amountOf(
  capability: Capability,
  raw: unknown,
  { path, isPositive = false }: { readonly path: string; readonly isPositive?: boolean },
): bigint {
  const units = unitsOf(raw, { scale: capability.scale, rounds: capability.kind === "currency", path });
  return isPositive && units === 0n ? refuse("InvalidRequest", path) : units;
}

export const contentOf = (operation: string, wanted: readonly Wanted[], rest: readonly unknown[]): string => {
  const items = wanted.map(({ capability, units, least }) => [capability.id, `${units}`, least && `${least}`]);
  return JSON.stringify([operation, items.sort(), ...rest]);
};
