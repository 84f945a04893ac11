// Entity erasure: a person's id, name and metadata give way to a random token; what was counted stays as it is (R42).
import type { CatalogChange } from "./catalog-change.ts";
import type { Entity } from "./entity.ts";
import type { Exception } from "./exception.ts";
import type { LimitRequest } from "./limit-request.ts";

/** What stores rewrite beside the row: the entity's history, and texts that spelled its id before it was there. */
export interface Erasure {
  readonly customer: number;
  readonly entity: number;
  /** The id that nothing may tell any more. */
  readonly id: string;
  readonly token: string;
}

type Texts = Readonly<Record<string, string | number>>;

const TOKEN = /^erased-[\w-]{22}$/;

/** `random` is 16 random bytes as base64url. */
export const erasureToken = (random: string): string => `erased-${random}`;

/** Nothing of a person is left in it. */
export const isErased = ({ id, displayName, metadata }: Entity): boolean =>
  TOKEN.test(id) && (displayName === null || displayName === id) && Object.keys(metadata).length === 0;

/** The change tells the row before as erased too: it goes into the audit log. */
export function eraseEntity(row: Entity, token: string): { readonly change: CatalogChange; readonly erasure: Erasure } {
  const before = withoutPerson(row, token);
  const after = { ...before, version: row.version + 1 };
  const erasure = { customer: row.customer, entity: row.number, id: row.id, token };
  return { change: { kind: "entity", before, after }, erasure };
}

/** The row, of today or of old, without what tells whose it is. */
export function withoutPerson(row: Entity, token: string): Entity {
  return { ...row, id: token, displayName: row.displayName === null ? null : token, metadata: {} };
}

/** Values that spell the id, as labels and unknown entities did; null when none does. */
export function erasedTexts<Values extends Texts>(values: Values | null, { id, token }: Erasure): Values | null {
  if (values === null || !Object.values(values).includes(id)) return null;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value === id ? token : value]),
  ) as unknown as Values;
}

/** The same of a list of entities named. */
export function erasedNames(
  named: readonly (string | number)[] | null,
  { id, token }: Erasure,
): readonly (string | number)[] | null {
  return named?.includes(id) === true ? named.map((name) => (name === id ? token : name)) : null;
}

/** Fields of exceptions and limit requests that may be nothing but a person's id. */
const RAISE_TEXTS: ReadonlySet<string> = new Set(["actor", "subject", "decidedBy", "reason", "comment"]);

/** An exception or a limit request one of whose texts is the id; null when none is. */
export function erasedRaise<Row extends Exception | LimitRequest>(row: Row, erasure: Erasure): Row | null {
  if (row.customer !== erasure.customer) return null;
  const fields = Object.entries(row);
  const isSpelled = ([field, value]: [string, unknown]): boolean => RAISE_TEXTS.has(field) && value === erasure.id;
  if (!fields.some(isSpelled)) return null;
  const erased = fields.filter(isSpelled).map(([field]) => [field, erasure.token]);
  return { ...row, ...Object.fromEntries(erased) };
}

interface DeniedBefore {
  readonly asking: { readonly newcomers: readonly { readonly id: string }[] } | null;
}

/** Denials that imagined somebody under the id; null when none did. */
export function erasedDenials<Denied extends DeniedBefore>(
  denials: readonly Denied[],
  { id, token }: Erasure,
): Denied[] | null {
  const imagined = ({ asking }: Denied): boolean => asking?.newcomers.some((one) => one.id === id) === true;
  if (!denials.some(imagined)) return null;
  return denials.map((denial) => {
    if (denial.asking === null || !imagined(denial)) return denial;
    const newcomers = denial.asking.newcomers.map((one) => (one.id === id ? { ...one, id: token } : one));
    return { ...denial, asking: { ...denial.asking, newcomers } };
  });
}
