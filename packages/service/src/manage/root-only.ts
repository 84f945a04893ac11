// Root only: environments belong to whoever runs Purser (R45).
import type { Caller } from "../caller.ts";
import { ProblemError } from "../problem-error.ts";

export function requireRoot(caller: Caller, what: string): void {
  if (caller.access === "root") return;
  throw new ProblemError("Forbidden", `Only the root key may ${what}. Send the request with PURSER_API_KEY.`);
}
