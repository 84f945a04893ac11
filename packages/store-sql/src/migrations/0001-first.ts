// The first migration: every table, with the columns that later rules need, so that no ledger ever has to be rewritten.
import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { SchemaDialect } from "../schema-dialect.ts";
import { ONLY_SHARD } from "../schema.ts";

type Schema = Kysely<unknown>;
type Table = CreateTableBuilder<string, string>;

/** Columns by name: `whole`, `text` or `bytes`, with `?` where null is a value. */
type Columns = Readonly<Record<string, "whole" | "whole?" | "text" | "text?" | "bytes">>;

export const firstMigration = (dialect: SchemaDialect): Migration => ({
  async up(schema: Schema): Promise<void> {
    await ledgerTables(schema, dialect);
    await vendorTables(schema, dialect);
    await customerTables(schema, dialect);
    await recordTables(schema, dialect);
  },
});

async function ledgerTables(schema: Schema, dialect: SchemaDialect): Promise<void> {
  await numbered(schema, dialect, "ledger_entry", "sequence", {
    customer: "whole",
    capability: "whole",
    kind: "whole",
    use: "whole",
    hold: "whole",
    timestamp: "whole",
    recorded_at: "whole",
    resolved: "bytes",
    dimensions: "text?",
    named: "text?",
    metadata: "text?",
    corrects: "whole?",
    reservation: "whole?",
    idempotency_key: "text?",
  }).execute();
  await schema.schema.createIndex("ledger_entry_customer").on("ledger_entry").column("customer").execute();
  await schema.schema
    .createIndex("ledger_entry_corrects")
    .on("ledger_entry")
    .column("corrects")
    .where("corrects", "is not", null)
    .execute();
  await numbered(schema, dialect, "ledger_mark", "sequence", { latest_recorded_at: "whole" }).execute();
  await keyed(schema, dialect, "idempotency_key", ["customer", "hash"], {
    customer: "whole",
    hash: "bytes",
    content: "bytes",
    first_sequence: "whole",
    entry_count: "whole",
  }).execute();
  await keyed(schema, dialect, "counter", ["assignment", "entity", "period_start"], {
    assignment: "whole",
    entity: "whole",
    period_start: "whole",
    used: "whole",
    held: "whole",
    uncarved: "whole",
    excess: "whole",
  }).execute();
  await numbered(schema, dialect, "shard_head", "shard", {
    sequence: "whole",
    epoch: "whole",
    latest_recorded_at: "whole",
  }).execute();
  await (schema as Kysely<{ shard_head: Record<string, number> }>)
    .insertInto("shard_head")
    .values({ shard: ONLY_SHARD, sequence: 0, epoch: 1, latest_recorded_at: 0 })
    .execute();
}

async function vendorTables(schema: Schema, dialect: SchemaDialect): Promise<void> {
  await numbered(schema, dialect, "environment", "number", {
    id: "text",
    strict: "whole",
    provision_limit: "whole",
    max_lateness_days: "whole",
    created_at: "whole",
  })
    .addUniqueConstraint("environment_id", ["id"])
    .execute();
  await ofEnvironment(
    numbered(schema, dialect, "api_key", "number", {
      environment: "whole",
      id: "text",
      display_name: "text",
      access: "text",
      is_root: "whole",
      digest: "text",
      created_at: "whole",
      revoked_at: "whole?",
    }),
  )
    .addUniqueConstraint("api_key_id", ["id"])
    .execute();
  await ofEnvironment(
    numbered(schema, dialect, "entity_type", "number", {
      environment: "whole",
      id: "text",
      display_name: "text",
      description: "text?",
      attribution_keys: "text",
      auto_provision: "text?",
      archived_at: "whole?",
      created_at: "whole",
    }),
  )
    .addUniqueConstraint("entity_type_id", ["environment", "id"])
    .execute();
  await ofEnvironment(
    numbered(schema, dialect, "capability", "number", {
      environment: "whole",
      id: "text",
      kind: "text",
      display_name: "text",
      unit_singular: "text?",
      unit_plural: "text?",
      scale: "whole",
      created_at: "whole",
    }),
  )
    .addUniqueConstraint("capability_id", ["environment", "id"])
    .execute();
}

async function customerTables(schema: Schema, dialect: SchemaDialect): Promise<void> {
  await ofEnvironment(
    numbered(schema, dialect, "customer", "number", {
      environment: "whole",
      id: "text",
      display_name: "text?",
      time_zone: "text?",
      anchor: "whole?",
      metadata: "text?",
      archived_at: "whole?",
      created_at: "whole",
      last_recorded_at: "whole?",
    }),
  )
    .addUniqueConstraint("customer_id", ["environment", "id"])
    .execute();
  await numbered(schema, dialect, "entity", "number", {
    customer: "whole",
    id: "text",
    type: "whole",
    display_name: "text?",
    metadata: "text?",
    parent: "whole",
    archived_at: "whole?",
    archive_operation: "whole",
    is_provisioned: "whole",
    version: "whole",
    created_at: "whole",
    first_entry: "whole?",
  })
    .addUniqueConstraint("entity_id", ["customer", "id"])
    .addForeignKeyConstraint("entity_customer", ["customer"], "customer", ["number"])
    .addForeignKeyConstraint("entity_of_type", ["type"], "entity_type", ["number"])
    .execute();
  await ofEnvironment(
    numbered(schema, dialect, "assignment", "number", {
      environment: "whole",
      customer: "whole",
      entity: "whole",
      type: "whole",
      capability: "whole",
      scope: "text",
      cadence: "text?",
      anchor: "whole?",
      time_zone: "text?",
      follows_anchor: "whole",
      usage_limit: "whole?",
      enforcement: "text",
      overage_limit: "whole?",
      allocation: "text",
      count_from: "text",
      count_after: "whole",
      complete_from: "whole",
      version: "whole",
      created_at: "whole",
    }),
  )
    .addForeignKeyConstraint("assignment_capability", ["capability"], "capability", ["number"])
    .execute();
}

async function recordTables(schema: Schema, dialect: SchemaDialect): Promise<void> {
  await numbered(schema, dialect, "audit_entry", "number", {
    at: "whole",
    position: "whole",
    actor: "text",
    environment: "whole",
    customer: "whole",
    kind: "text",
    subject: "whole",
    before: "text?",
    after: "text?",
  }).execute();
  await schema.schema.createIndex("audit_entry_history").on("audit_entry").columns(["kind", "subject"]).execute();
  await schema.schema.createIndex("audit_entry_customer").on("audit_entry").column("customer").execute();
  await keyed(schema, dialect, "denial_record", ["customer", "entity", "assignment", "period_start"], {
    customer: "whole",
    entity: "whole",
    assignment: "whole",
    period_start: "whole",
    capability: "whole",
    count: "whole",
    first_at: "whole",
    last_at: "whole",
    recent: "text",
  }).execute();
  await keyed(schema, dialect, "installation", ["name"], { name: "text", value: "text" }).execute();
  await numbered(schema, dialect, "outbox", "number", {
    at: "whole",
    position: "whole",
    environment: "whole",
    customer: "whole",
    kind: "text",
    body: "text",
  }).execute();
}

/** A table addressed by one number, which SQLite then keeps as the row's own address. */
function numbered(schema: Schema, dialect: SchemaDialect, name: string, number: string, columns: Columns): Table {
  const table = schema.schema
    .createTable(name)
    .addColumn(number, dialect.wholeNumber, (column) => column.notNull().primaryKey()) as Table;
  return withColumns(table, dialect, columns).modifyEnd(dialect.numberedTable);
}

function keyed(
  schema: Schema,
  dialect: SchemaDialect,
  name: string,
  key: readonly string[],
  columns: Columns,
): Table {
  return withColumns(schema.schema.createTable(name) as Table, dialect, columns)
    .addPrimaryKeyConstraint(`${name}_key`, key as never)
    .modifyEnd(dialect.keyedTable);
}

function withColumns(table: Table, dialect: SchemaDialect, columns: Columns): Table {
  const types = { whole: dialect.wholeNumber, text: "text", bytes: dialect.bytes } as const;
  let result = table;
  for (const [name, column] of Object.entries(columns)) {
    const isNullable = column.endsWith("?");
    const constrain = (builder: ColumnDefinitionBuilder) => (isNullable ? builder : builder.notNull());
    result = result.addColumn(name, types[column.replace("?", "") as keyof typeof types], constrain);
  }
  return result;
}

const ofEnvironment = (table: Table): Table =>
  table.addForeignKeyConstraint("of_environment", ["environment"], "environment", ["number"]);
