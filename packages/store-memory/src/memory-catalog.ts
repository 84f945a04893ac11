// The memory catalog: the catalog's promises kept with plain maps, for tests and the simulator.
import type { CatalogKind, CatalogRows } from "@purser/core";
import type { AuditEntry, AuditFilter, Catalog, CatalogState, ChangeFilter } from "@purser/service";
import type { MemorySession } from "./memory-session.ts";

const SLICE = 100;

export class MemoryCatalog implements Catalog {
  readonly #session: MemorySession;
  readonly #makeSecret: () => string;

  constructor(session: MemorySession, makeSecret: () => string) {
    this.#session = session;
    this.#makeSecret = makeSecret;
  }

  async *rows<Kind extends CatalogKind>(kind: Kind): AsyncIterable<readonly CatalogRows[Kind][]> {
    await this.#session.pass("rows");
    const rows = [...this.#session.state.catalog[kind].values()].sort((a, b) => a.number - b.number);
    for (let from = 0; from < rows.length; from += SLICE) yield rows.slice(from, from + SLICE);
  }

  async state(): Promise<CatalogState> {
    await this.#session.pass("state");
    const { head, lastAssignment, lastReservation, lastRecorded, firstEntries, audit } = this.#session.state;
    return {
      head,
      lastAssignment,
      lastReservation,
      revision: audit.length,
      lastRecorded: [...lastRecorded],
      firstEntries: [...firstEntries],
    };
  }

  async auditLog(filter: AuditFilter): Promise<readonly AuditEntry[]> {
    await this.#session.pass("auditLog");
    const { environment, customer, kind, after, limit } = filter;
    return this.#session.state.audit
      .slice(after)
      .filter(
        (entry) =>
          entry.environment === environment &&
          (customer === null || entry.customer === customer) &&
          (kind === null || entry.change.kind === kind),
      )
      .slice(0, limit);
  }

  async *changesSince({ environment, customer, entities, after, until }: ChangeFilter) {
    await this.#session.pass("changesSince");
    const found = this.#session.state.audit
      .slice(after, until)
      .filter((entry) => entry.environment === environment && entry.customer === customer)
      .filter(
        ({ change }) => change.kind !== "entity" || entities === null || entities.includes(change.after?.number ?? 0),
      )
      .reverse();
    for (let from = 0; from < found.length; from += SLICE) yield found.slice(from, from + SLICE);
  }

  async revisionBefore(sequence: number): Promise<number> {
    await this.#session.pass("revisionBefore");
    return this.#session.state.audit.findLast(({ position }) => position < sequence)?.number ?? 0;
  }

  secret(name: string): Promise<string> {
    return this.#session.alone(async () => {
      await this.#session.pass("secret");
      const known = this.#session.state.secrets.get(name);
      if (known !== undefined) return known;
      const value = this.#makeSecret();
      await this.#session.persist({ kind: "secret", name, value });
      return value;
    });
  }
}
