// Create API key: the secret is told once and kept only as a digest; other environments' keys are the root key's to make (R45).
import type { ApiKey } from "@purser/core";
import type { Caller } from "../caller.ts";
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { ProblemError } from "../problem-error.ts";
import type { Signer } from "../signer.ts";
import { answerApiKey } from "./catalog-answer.ts";

const SECRET_BYTES = 32;

export function makeCreateApiKey(engine: Engine, keys: Signer): Operations["createApiKey"] {
  return (caller, input) => {
    const secret = `purser_${input.access}_${engine.ids.random(SECRET_BYTES)}`;
    return writeCatalog(engine, caller, (now) => {
      const number = engine.snapshot.apiKeys.length;
      const row: ApiKey = {
        number,
        environment: environmentNamed(engine, caller, input.environmentId),
        id: `key_${number.toString(36)}`,
        displayName: input.displayName,
        access: input.access,
        isRoot: false,
        digest: keys.sign(secret),
        createdAt: now,
        revokedAt: null,
      };
      const { isRoot: _, ...shown } = answerApiKey(engine.snapshot, row);
      return { changes: [{ kind: "apiKey", before: null, after: row }], answer: () => ({ ...shown, secret }) };
    });
  };
}

/** Whether an environment exists is nobody's business but the root key's. */
function environmentNamed(engine: Engine, caller: Caller, id: string | undefined): number {
  const own = engine.snapshot.environment(caller.environment).row;
  if (id === undefined || id === own.id) return own.number;
  if (caller.access !== "root") {
    const detail = "Only the root key may make keys for other environments. Leave environmentId out.";
    throw new ProblemError("Forbidden", detail);
  }
  const environment = engine.snapshot.environmentsById.get(id);
  if (environment !== undefined) return environment.row.number;
  const detail = `No environment "${id}". Make it first, with PUT /v1/environments.`;
  throw new ProblemError("InvalidRequest", detail, [
    { path: "/environmentId", code: "InvalidRequest", message: detail },
  ]);
}
