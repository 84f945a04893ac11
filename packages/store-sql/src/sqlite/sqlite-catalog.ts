// The catalog on SQLite: rows come in slices from the reading thread, the next one while the last is used.
import type { CatalogKind, CatalogRows } from "@purser/core";
import type { AuditEntry, AuditFilter, Catalog, CatalogState, ChangeFilter } from "@purser/service";
import type { PackedState, RowSlice } from "../catalog-reads.ts";
import { unpackCatalogRows } from "../catalog-rows.ts";
import type { Numbers } from "../packed-transaction.ts";
import type { ThreadCalls } from "./thread-calls.ts";

export class SqliteCatalog implements Catalog {
  readonly #writer: ThreadCalls;
  readonly #reader: ThreadCalls;

  constructor(writer: ThreadCalls, reader: ThreadCalls) {
    this.#writer = writer;
    this.#reader = reader;
  }

  async *rows<Kind extends CatalogKind>(kind: Kind): AsyncIterable<readonly CatalogRows[Kind][]> {
    let next = this.#reader.call<RowSlice>("rows", { kind, after: 0 });
    for (let slice = await next; slice.packed.count > 0; slice = await next) {
      next = this.#reader.call<RowSlice>("rows", { kind, after: slice.last });
      // Whoever stops early never awaits it, and its refusal then is nobody's.
      next.catch(() => {});
      yield unpackCatalogRows(kind, slice.packed);
    }
  }

  async state(): Promise<CatalogState> {
    await this.#writer.call("fold", null);
    const { lastRecorded, firstEntries, ...last } = await this.#reader.call<PackedState>("state", null);
    return { ...last, lastRecorded: pairsOf(lastRecorded), firstEntries: pairsOf(firstEntries) };
  }

  auditLog(filter: AuditFilter): Promise<readonly AuditEntry[]> {
    return this.#reader.call<AuditEntry[]>("auditLog", filter);
  }

  async *changesSince(filter: ChangeFilter): AsyncIterable<readonly AuditEntry[]> {
    for (let until = filter.until; until > filter.after; ) {
      const slice = await this.#reader.call<AuditEntry[]>("changeSlice", { ...filter, until });
      const last = slice.at(-1);
      if (last === undefined) return;
      yield slice;
      until = last.number - 1;
    }
  }

  revisionBefore(sequence: number): Promise<number> {
    return this.#reader.call<number>("revisionBefore", sequence);
  }

  secret(name: string): Promise<string> {
    return this.#writer.call<string>("secret", name);
  }
}

function* pairsOf(numbers: Numbers): Iterable<readonly [number, number]> {
  for (let index = 0; index < numbers.length; index += 2) yield [numbers[index] ?? 0, numbers[index + 1] ?? 0];
}
