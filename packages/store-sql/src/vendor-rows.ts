// Rows of the vendor's side of the catalog: environments, API keys, revoked console tokens, entity types, capabilities.
import type { CatalogRows } from "@purser/core";
import type { CatalogCodec } from "./catalog-codec.ts";

export const environmentRows: CatalogCodec<CatalogRows["environment"]> = {
  table: "environment",
  columns: {
    number: "whole",
    id: "text",
    strict: "whole",
    provision_limit: "whole",
    max_lateness_days: "whole",
    created_at: "whole",
  },
  values: (row) => [row.number, row.id, Number(row.strict), row.provisionLimit, row.maxLatenessDays, row.createdAt],
  read: (from) => ({
    number: from.number(),
    id: from.text(),
    strict: from.number() === 1,
    provisionLimit: from.number(),
    maxLatenessDays: from.number(),
    createdAt: from.number(),
  }),
};

export const apiKeyRows: CatalogCodec<CatalogRows["apiKey"]> = {
  table: "api_key",
  columns: {
    number: "whole",
    environment: "whole",
    id: "text",
    display_name: "text",
    access: "text",
    is_root: "whole",
    digest: "text",
    created_at: "whole",
    revoked_at: "whole",
  },
  values: (row) => [
    row.number,
    row.environment,
    row.id,
    row.displayName,
    row.access,
    Number(row.isRoot),
    row.digest,
    row.createdAt,
    row.revokedAt,
  ],
  read: (from) => ({
    number: from.number(),
    environment: from.number(),
    id: from.text(),
    displayName: from.text(),
    access: from.text() as CatalogRows["apiKey"]["access"],
    isRoot: from.number() === 1,
    digest: from.text(),
    createdAt: from.number(),
    revokedAt: from.numberOrNull(),
  }),
};

export const revokedTokenRows: CatalogCodec<CatalogRows["revokedToken"]> = {
  table: "revoked_token",
  columns: { number: "whole", environment: "whole", id: "text", expires_at: "whole", revoked_at: "whole" },
  values: (row) => [row.number, row.environment, row.id, row.expiresAt, row.revokedAt],
  read: (from) => ({
    number: from.number(),
    environment: from.number(),
    id: from.text(),
    expiresAt: from.number(),
    revokedAt: from.number(),
  }),
};

export const entityTypeRows: CatalogCodec<CatalogRows["entityType"]> = {
  table: "entity_type",
  columns: {
    number: "whole",
    environment: "whole",
    id: "text",
    display_name: "text",
    description: "text",
    attribution_keys: "text",
    auto_provision: "text",
    archived_at: "whole",
    created_at: "whole",
    max_open_reservations: "whole",
  },
  values: (row) => [
    row.number,
    row.environment,
    row.id,
    row.displayName,
    row.description,
    JSON.stringify(row.attributionKeys),
    row.autoProvision === null ? null : JSON.stringify(row.autoProvision),
    row.archivedAt,
    row.createdAt,
    row.maxOpenReservations,
  ],
  read: (from) => ({
    number: from.number(),
    environment: from.number(),
    id: from.text(),
    displayName: from.text(),
    description: from.textOrNull(),
    attributionKeys: JSON.parse(from.text()),
    autoProvision: JSON.parse(from.textOrNull() ?? "null"),
    archivedAt: from.numberOrNull(),
    createdAt: from.number(),
    maxOpenReservations: from.numberOrNull(),
  }),
};

export const capabilityRows: CatalogCodec<CatalogRows["capability"]> = {
  table: "capability",
  columns: {
    number: "whole",
    environment: "whole",
    id: "text",
    kind: "text",
    display_name: "text",
    unit_singular: "text",
    unit_plural: "text",
    scale: "whole",
    created_at: "whole",
  },
  values: (row) => [
    row.number,
    row.environment,
    row.id,
    row.kind,
    row.displayName,
    row.unitSingular,
    row.unitPlural,
    row.scale,
    row.createdAt,
  ],
  read: (from) => ({
    number: from.number(),
    environment: from.number(),
    id: from.text(),
    kind: from.text() as CatalogRows["capability"]["kind"],
    displayName: from.text(),
    unitSingular: from.textOrNull(),
    unitPlural: from.textOrNull(),
    scale: from.number(),
    createdAt: from.number(),
  }),
};
