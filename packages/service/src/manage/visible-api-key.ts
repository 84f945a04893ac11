// Visible API keys: a caller sees the keys in force of its own environment, the root key those of all (R45).
import type { ApiKey } from "@purser/core";
import type { Caller } from "../caller.ts";
import type { Engine } from "../engine.ts";

export function visibleApiKey(engine: Engine, caller: Caller, number: number): ApiKey | null {
  const key = engine.snapshot.apiKeys[number];
  if (key === undefined || key.revokedAt !== null) return null;
  return caller.access === "root" || key.environment === caller.environment ? key : null;
}
