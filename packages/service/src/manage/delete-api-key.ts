// Delete API key: it is revoked at once and stays in the audit log; the root key is replaced, never revoked (R45).
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { ProblemError } from "../problem-error.ts";
import { visibleApiKey } from "./visible-api-key.ts";

export function makeDeleteApiKey(engine: Engine): Operations["deleteApiKey"] {
  return (caller, input) =>
    writeCatalog(engine, caller, (now) => {
      const number = engine.snapshot.apiKeys.findIndex((row) => row?.id === input.keyId);
      const key = visibleApiKey(engine, caller, number);
      if (key === null) throw new ProblemError("NotFound", `No API key "${input.keyId}" in this environment.`);
      if (key.isRoot) {
        const detail = "The root key can't be revoked. Start Purser with another PURSER_API_KEY to replace it.";
        throw new ProblemError("ImmutableField", detail);
      }
      return { changes: [{ kind: "apiKey", before: key, after: { ...key, revokedAt: now } }], answer: () => null };
    });
}
