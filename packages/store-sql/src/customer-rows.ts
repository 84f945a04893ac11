// Rows of the customers' side of the catalog, which come by the million: written out by hand, ten times as fast to read
// as a loop over columns (measured: 31 against 331 ms a million).
import type { CatalogRows } from "@purser/core";
import type { CatalogCodec } from "./catalog-codec.ts";

const NO_METADATA: Readonly<Record<string, string>> = Object.freeze({});

const metadataColumn = (metadata: Readonly<Record<string, string>>): string | null => {
  const text = JSON.stringify(metadata);
  return text === "{}" ? null : text;
};
const metadataFrom = (text: string | null): Readonly<Record<string, string>> =>
  text === null ? NO_METADATA : JSON.parse(text);

const NODE_WIDE: readonly number[] = Object.freeze([]);
const scopeColumn = (scope: readonly number[]): string => (scope.length === 0 ? "[]" : JSON.stringify(scope));
const scopeFrom = (text: string): readonly number[] => (text === "[]" ? NODE_WIDE : JSON.parse(text));

export const customerRows: CatalogCodec<CatalogRows["customer"]> = {
  table: "customer",
  columns: {
    number: "whole",
    environment: "whole",
    id: "text",
    display_name: "text",
    time_zone: "text",
    anchor: "whole",
    metadata: "text",
    archived_at: "whole",
    created_at: "whole",
  },
  values: (row) => [
    row.number,
    row.environment,
    row.id,
    row.displayName,
    row.timeZone,
    row.anchor,
    metadataColumn(row.metadata),
    row.archivedAt,
    row.createdAt,
  ],
  read: (from) => ({
    number: from.number(),
    environment: from.number(),
    id: from.text(),
    displayName: from.textOrNull(),
    timeZone: from.textOrNull(),
    anchor: from.numberOrNull(),
    metadata: metadataFrom(from.textOrNull()),
    archivedAt: from.numberOrNull(),
    createdAt: from.number(),
  }),
};

export const entityRows: CatalogCodec<CatalogRows["entity"]> = {
  table: "entity",
  columns: {
    number: "whole",
    customer: "whole",
    id: "text",
    type: "whole",
    display_name: "text",
    metadata: "text",
    parent: "whole",
    archived_at: "whole",
    archive_operation: "whole",
    is_provisioned: "whole",
    version: "whole",
    created_at: "whole",
  },
  values: (row) => [
    row.number,
    row.customer,
    row.id,
    row.type,
    row.displayName,
    metadataColumn(row.metadata),
    row.parent,
    row.archivedAt,
    row.archiveOperation,
    Number(row.isProvisioned),
    row.version,
    row.createdAt,
  ],
  read: (from) => ({
    number: from.number(),
    customer: from.number(),
    id: from.text(),
    type: from.number(),
    displayName: from.textOrNull(),
    metadata: metadataFrom(from.textOrNull()),
    parent: from.number(),
    archivedAt: from.numberOrNull(),
    archiveOperation: from.number(),
    isProvisioned: from.number() === 1,
    version: from.number(),
    createdAt: from.number(),
  }),
};

export const assignmentRows: CatalogCodec<CatalogRows["assignment"]> = {
  table: "assignment",
  columns: {
    number: "whole",
    environment: "whole",
    customer: "whole",
    entity: "whole",
    type: "whole",
    capability: "whole",
    scope: "text",
    cadence: "text",
    anchor: "whole",
    time_zone: "text",
    follows_anchor: "whole",
    usage_limit: "whole",
    enforcement: "text",
    overage_limit: "whole",
    allocation: "text",
    count_from: "text",
    count_after: "whole",
    complete_from: "whole",
    version: "whole",
    created_at: "whole",
  },
  values: (row) => [
    row.number,
    row.environment,
    row.customer,
    row.entity,
    row.type,
    row.capability,
    scopeColumn(row.scope),
    row.cadence,
    row.anchor,
    row.timeZone,
    Number(row.followsAnchor),
    row.usageLimit,
    row.enforcement,
    row.overageLimit,
    row.allocation,
    row.countFrom,
    row.countAfter,
    row.completeFrom,
    row.version,
    row.createdAt,
  ],
  read: (from) => ({
    number: from.number(),
    environment: from.number(),
    customer: from.number(),
    entity: from.number(),
    type: from.number(),
    capability: from.number(),
    scope: scopeFrom(from.text()),
    cadence: from.textOrNull(),
    anchor: from.numberOrNull(),
    timeZone: from.textOrNull(),
    followsAnchor: from.number() === 1,
    usageLimit: from.numberOrNull(),
    enforcement: from.text() as CatalogRows["assignment"]["enforcement"],
    overageLimit: from.numberOrNull(),
    allocation: from.text() as CatalogRows["assignment"]["allocation"],
    countFrom: from.text() as CatalogRows["assignment"]["countFrom"],
    countAfter: from.number(),
    completeFrom: from.number(),
    version: from.number(),
    createdAt: from.number(),
  }),
};
