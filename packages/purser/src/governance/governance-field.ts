// Governance fields: what one item of a file would change of the row that the server has, field by field (R4).

export interface FieldChange {
  readonly field: string;
  /** undefined where nothing stood. */
  readonly before: unknown;
  readonly after: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Fields of which the item says nothing keep their values, so they are no change. */
export function changedFields(names: readonly string[], item: Fields, row: Fields): FieldChange[] {
  return names.flatMap((field) => {
    if (item[field] === undefined) return [];
    if (field === "metadata") return changedMetadata(item.metadata as Fields, row.metadata as Fields);
    const [after, before] = [plain(field, item[field]), plain(field, row[field])];
    return JSON.stringify(after) === JSON.stringify(before) ? [] : [{ field, before, after }];
  });
}

/** Where none is a choice; elsewhere it is what a new row has anyway. */
const TELLING_NULLS: ReadonlySet<string> = new Set(["usageLimit", "anchor"]);

/** What a new row is told of itself. */
export function newFields(names: readonly string[], item: Fields): FieldChange[] {
  return names.flatMap((field) => {
    const after = item[field];
    if (after === undefined || (Array.isArray(after) && after.length === 0)) return [];
    if (after === null && !TELLING_NULLS.has(field)) return [];
    if (field === "metadata") return changedMetadata(after as Fields, {});
    return [{ field, before: undefined, after: plain(field, after) }];
  });
}

/** Metadata is a patch: "" takes a key away, and keys that the file leaves out stay. */
function changedMetadata(patch: Fields, standing: Fields): FieldChange[] {
  return Object.entries(patch).flatMap(([key, value]) => {
    const [before, after] = [standing[key], value === "" ? undefined : value];
    return before === after ? [] : [{ field: `metadata.${key}`, before, after }];
  });
}

const AMOUNTS: ReadonlySet<string> = new Set(["usageLimit", "overageLimit"]);

/** One spelling for what means the same: limits by value, instants as the server tells them. */
function plain(field: string, value: unknown): unknown {
  if (AMOUNTS.has(field) && typeof value === "string" && value.trim() !== "") return Number(value);
  if (field === "anchor" && typeof value === "number") return new Date(value).toISOString();
  if (field === "autoProvision" && value !== null) {
    return { parentFrom: (value as { readonly parentFrom?: string | null }).parentFrom ?? null };
  }
  return value;
}

/** An item as it is sent: instants as text. */
export function wireItem<Item extends { readonly anchor?: number | null | undefined }>(
  item: Item,
): Omit<Item, "anchor"> & { readonly anchor?: string | null } {
  const { anchor, ...rest } = item;
  if (anchor === undefined) return rest;
  return { ...rest, anchor: anchor === null ? null : new Date(anchor).toISOString() };
}
