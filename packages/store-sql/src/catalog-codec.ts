// How one kind of catalog row becomes columns and comes back: its columns in order, how to write and how to read them.
import type { Tables } from "./schema.ts";
import type { ColumnValue } from "./session.ts";

type ColumnKind = "whole" | "text";

export interface CatalogCodec<Row> {
  readonly table: keyof Tables;
  /** Columns in the order of `values` and `read`; the first is the number. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  values(row: Row): ColumnValue[];
  read(from: RowReader): Row;
}

/** Reads one value after the other, numbers and texts from an array each. */
export interface RowReader {
  number(): number;
  numberOrNull(): number | null;
  text(): string;
  textOrNull(): string | null;
}
