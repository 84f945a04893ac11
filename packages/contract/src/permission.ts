// Permissions on the wire: what a route needs of a key, and the closed list of those that console tokens can have (page 5).

/** What a key must be allowed: `read` keys GET and check, `full` keys all but what is `root`'s alone (R45). */
export type KeyPermission = "read" | "full" | "root";

/** One line for each; only those that a route below asks for, for a permission that opens nothing would be a promise. */
export const CONSOLE_PERMISSIONS = ["viewGovernance", "requestLimits", "decideLimitRequests"] as const;

export type ConsolePermission = (typeof CONSOLE_PERMISSIONS)[number];

/** What a route needs; `token` is null where no console token is taken. */
export interface Permission {
  readonly key: KeyPermission;
  readonly token: ConsolePermission | null;
}
