// The codecs of all kinds of catalog rows, and slices of rows as flat arrays that cross threads cheaply.
import type { CatalogKind, CatalogRows } from "@purser/core";
import type { CatalogCodec, RowReader } from "./catalog-codec.ts";
import { assignmentRows, customerRows, entityRows } from "./customer-rows.ts";
import { exceptionRows, limitRequestRows } from "./exception-rows.ts";
import type { Numbers } from "./packed-transaction.ts";
import { apiKeyRows, capabilityRows, entityTypeRows, environmentRows, revokedTokenRows } from "./vendor-rows.ts";

export const CATALOG_CODECS: { readonly [Kind in CatalogKind]: CatalogCodec<CatalogRows[Kind]> } = {
  environment: environmentRows,
  apiKey: apiKeyRows,
  revokedToken: revokedTokenRows,
  entityType: entityTypeRows,
  capability: capabilityRows,
  customer: customerRows,
  entity: entityRows,
  assignment: assignmentRows,
  limitRequest: limitRequestRows,
  exception: exceptionRows,
};

/** Whole numbers and texts of many rows, each in the order of the columns; NaN stands for a null number. */
export interface PackedRows {
  readonly count: number;
  readonly numbers: Numbers;
  readonly texts: readonly (string | null)[];
}

export function packCatalogRows(kind: CatalogKind, rows: readonly (readonly unknown[])[]): PackedRows {
  const isText = Object.values(CATALOG_CODECS[kind].columns).map((column) => column === "text");
  const numbers = new Float64Array(rows.length * isText.filter((text) => !text).length);
  const texts: (string | null)[] = [];
  let offset = 0;
  for (const row of rows) {
    for (let column = 0; column < isText.length; column += 1) {
      if (isText[column]) texts.push(row[column] as string | null);
      else numbers[offset++] = (row[column] as number | null) ?? Number.NaN;
    }
  }
  return { count: rows.length, numbers, texts };
}

export function unpackCatalogRows<Kind extends CatalogKind>(kind: Kind, packed: PackedRows): CatalogRows[Kind][] {
  const codec: CatalogCodec<CatalogRows[Kind]> = CATALOG_CODECS[kind];
  const reader = new PackedRowReader(packed);
  return Array.from({ length: packed.count }, () => codec.read(reader));
}

class PackedRowReader implements RowReader {
  readonly #rows: PackedRows;
  #number = 0;
  #text = 0;

  constructor(rows: PackedRows) {
    this.#rows = rows;
  }

  number(): number {
    return this.#rows.numbers[this.#number++] ?? 0;
  }

  numberOrNull(): number | null {
    const number = this.number();
    return Number.isNaN(number) ? null : number;
  }

  text(): string {
    return this.textOrNull() ?? "";
  }

  textOrNull(): string | null {
    return this.#rows.texts[this.#text++] ?? null;
  }
}
