// What one environment holds in memory: its types and keys, capabilities, customers and default assignments.
import type { Capability } from "./capability.ts";
import type { CustomerState } from "./customer-state.ts";
import type { EntityType } from "./entity-type.ts";
import type { Environment } from "./environment.ts";

export class EnvironmentState {
  row: Environment;
  readonly types = new Map<string, EntityType>();
  /** Attribution key → the one active type that has it (R2). */
  readonly keys = new Map<string, EntityType>();
  readonly capabilities = new Map<string, Capability>();
  readonly customers = new Map<string, CustomerState>();
  /** Entity type number → numbers of the default assignments at environment level (R7). */
  readonly defaults = new Map<number, number[]>();
  /** Bumped when a default at this level changes, so that customers' merged lists are built again. */
  defaultsVersion = 0;

  constructor(row: Environment) {
    this.row = row;
  }

  putType(before: EntityType | null, row: EntityType): void {
    for (const key of before?.attributionKeys ?? [])
      if (this.keys.get(key)?.number === row.number) this.keys.delete(key);
    this.types.set(row.id, row);
    if (row.archivedAt !== null) return;
    for (const key of row.attributionKeys) this.keys.set(key, row);
  }
}
