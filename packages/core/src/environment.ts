// An environment: an isolated copy of everything, with the settings that its requests follow (R45).

/** Numbers are given by the store, dense from 1, never used again. Instants are milliseconds since 1970. */
export interface Environment {
  readonly number: number;
  readonly id: string;
  readonly strict: boolean;
  readonly provisionLimit: number;
  readonly maxLatenessDays: number;
  readonly createdAt: number;
}

/** R6: how many entities of one customer may come into being by being named. */
export const PROVISION_LIMIT_DEFAULT = 100_000;
/** R16: how late a usage event may be reported. */
export const LATENESS_DAYS_DEFAULT = 35;

/** An API key; `digest` is an HMAC of the secret, the secret itself is never kept (R45). */
export interface ApiKey {
  readonly number: number;
  readonly environment: number;
  readonly id: string;
  readonly displayName: string;
  readonly access: "read" | "full";
  readonly isRoot: boolean;
  readonly digest: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}
