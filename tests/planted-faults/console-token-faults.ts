// Faults of console tokens: they see too much or too little, live too long, or are made for what isn't there.
import type { FaultTable } from "./faults.ts";

export const consoleTokenFaults: FaultTable = {
  contract: {
    limits: {
      "a token may be made for a second": ["CONSOLE_TTL_MIN_SECONDS = 60", "CONSOLE_TTL_MIN_SECONDS = 1"],
      "a token may be made for a month": ["CONSOLE_TTL_MAX_SECONDS = 86_400", "CONSOLE_TTL_MAX_SECONDS = 2_592_000"],
    },
  },
  core: {
    permission: {
      "a token opens what keys open": [
        "if (need.token === null) {",
        "if (need.token === null) return null;\n  if (need.token === '') {",
      ],
      "no token opens anything": ["if (permissions.includes(need.token)) return null;", ""],
    },
    subtree: {
      "a token sees the whole customer": ["roots === null || seenTop(entities, roots, entity) !== 0", "true"],
      "the lowest root is the top of a part": [
        "if (roots.has(at)) top = at;",
        "if (top === 0 && roots.has(at)) top = at;",
      ],
      "who stands below a root is no part of it": [
        "for (let at = entity; at !== 0; at = parent.get(at)) if (roots.has(at)) top = at;",
        "for (let at = entity; at !== 0; at = parent.get(at)) if (at === entity && roots.has(at)) top = at;",
      ],
    },
    "tree-row": {
      "paths show what stands above a token's part": [
        "at = at === top ? 0 : entities.parent.get(at)",
        "at = entities.parent.get(at)",
      ],
      "a token's part tells its parent": ["parentId: path.at(-2) ?? null,", ""],
    },
    "revoked-token": {
      "a revocation goes with its token": ["KEPT_AFTER_EXPIRY_MS = 86_400_000", "KEPT_AFTER_EXPIRY_MS = 0"],
      "a revocation stays for good": ["expiresAt + KEPT_AFTER_EXPIRY_MS <= now", "expiresAt > expiresAt + now"],
    },
    "catalog-change": {
      "the audit log tells that a revocation is forgotten": [
        'kind !== "revokedToken" || after !== null;',
        'kind !== "revokedToken" || after === null || after !== null;',
      ],
    },
  },
  service: {
    "known-customer": {
      "a token sees every customer": ["caller.token === undefined || caller.token.customerId === id;", "true;"],
    },
    "seen-part": {
      "a token may ask about any entity": [
        "if (isInSubtree(engine.snapshot.entities, seen.roots, entity)) return entity;",
        "if (entity !== 0) return entity;",
      ],
      "an archived root shows its part": ["number !== 0 && !snapshot.entities.isArchived(number)", "number !== 0"],
      "a token whose roots are gone sees the whole customer": [
        "return new Set(numbers.filter((number) => number !== 0 && !snapshot.entities.isArchived(number)));",
        "const seen = numbers.filter((number) => number !== 0); return seen.length === 0 ? null : new Set(seen);",
      ],
    },
    "console-standing": {
      "a token is good in the instant of its end": [
        "clock.now() >= claims.expiresAt",
        "clock.now() > claims.expiresAt",
      ],
      "a revoked token goes on": ["|| snapshot.revokedTokens.has(claims.id)", ""],
    },
    "console-token-id": {
      "whoever makes up an id revokes it": [
        "signature === undefined || signature !== this.#sign(environmentId, expiry, random)",
        "signature === undefined",
      ],
    },
    cursor: {
      "a cursor is good for whoever sees something else": ["sorted, ...seen]", "sorted]"],
    },
    "manage/list-assignments": {
      "a token lists all assignments": [" && isInSubtree(entities, roots, entity)", ""],
    },
    "manage/create-console-token": {
      "a token without roots sees nothing": [
        "input.rootEntityIds === undefined ? null :",
        "input.rootEntityIds === undefined ? [] :",
      ],
      "a token is made for an archived root": [
        "if (!snapshot.entities.isArchived(entity)) return [];",
        "if (entity > 0) return [];",
      ],
      "an archived customer gets tokens": [
        "const customer = activeCustomer(",
        "const customer = environmentOf(engine, caller).customers.get(input.customerId) ?? activeCustomer(",
      ],
    },
    "manage/delete-console-token": {
      "revoking again is told again": ["engine.snapshot.revokedTokens.has(tokenId) || ", ""],
    },
  },
};
