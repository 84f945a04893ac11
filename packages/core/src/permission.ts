// Permissions: what an API key or a console token may do; every route names what it needs of either (R45, page 5).
import { type Fault, fault } from "./fault.ts";

/** Of API keys: `read` may GET and check, `full` do all but what is `root`'s alone (R45). */
export type KeyAccess = "read" | "full" | "root";

/** What a route needs of whoever asks. */
export interface AccessNeed {
  readonly key: KeyAccess;
  /** The permission with which a console token may ask too; null: none may. */
  readonly token: string | null;
}

const RANKS: Readonly<Record<KeyAccess, number>> = { read: 1, full: 2, root: 3 };

export function keyFault(access: KeyAccess, need: AccessNeed): Fault | null {
  if (RANKS[access] >= RANKS[need.key]) return null;
  if (need.key === "root") return fault("Forbidden", "This is for the root key alone.");
  return fault("Forbidden", "This API key may only read and check. Send a full one.");
}

/** A token opens what its permissions name, and nothing else whatever the key that it was made with may do. */
export function tokenFault(permissions: readonly string[], need: AccessNeed): Fault | null {
  if (need.token === null) {
    return fault("Forbidden", "Console tokens don't open this. Send an API key, from your own backend.");
  }
  if (permissions.includes(need.token)) return null;
  return fault("Forbidden", `This console token has no permission "${need.token}". Make one that has it.`);
}
