// An entity type: a category that can be governed, and the attribution keys that name its entities (R2, R6).

export interface EntityType {
  readonly number: number;
  readonly environment: number;
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  /** In order of preference (R8); a key belongs to at most one active type of an environment. */
  readonly attributionKeys: readonly string[];
  readonly autoProvision: { readonly parentFrom: string | null } | null;
  /** R31: open holds in whose kept set one entity of the type may be; null = any number. */
  readonly maxOpenReservations: number | null;
  readonly archivedAt: number | null;
  readonly createdAt: number;
}
