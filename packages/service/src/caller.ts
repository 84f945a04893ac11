// The caller: on whose behalf an operation runs, as established at the door.
import type { KeyAccess } from "@purser/core";

export interface Caller {
  /** Number of the environment that the key belongs to. */
  readonly environment: number;
  /** Who did it, for the audit log: `key:<id>`, `token:<id>`, `library`, `cli`. */
  readonly actor: string;
  /** `token` may only what `token` says. */
  readonly access: KeyAccess | "token";
  /** Id of the API key, when it is one. */
  readonly keyId?: string | undefined;
  /** What a console token opens; there exactly when `access` is `token`. */
  readonly token?: ConsoleGrant | undefined;
  /** Id of this request in answers, denials and logs. */
  readonly requestId: string;
}

/** What a console token was made for. */
export interface ConsoleGrant {
  /** The one customer that is there for it. */
  readonly customerId: string;
  /** It sees these and all below them, as the hierarchy stands at each request; null = the whole customer. */
  readonly rootEntityIds: readonly string[] | null;
  readonly permissions: readonly string[];
  /** Who uses it, by the vendor's own id for them. */
  readonly subject: string;
}

/** Whom a verified secret stands for now, null once it is revoked or has expired; asked anew for each request. */
export type Standing = () => Omit<Caller, "requestId"> | null;
