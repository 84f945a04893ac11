// The first migration: every table, with the columns that later rules need, so that no ledger ever has to be rewritten.
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { ONLY_SHARD } from "../schema.ts";
import type { SchemaDialect } from "../schema-dialect.ts";
import { keyed, type Maker, numbered, ofEnvironment, type Schema } from "./table-maker.ts";

export const firstMigration = (dialect: SchemaDialect): Migration => ({
  async up(schema: Schema): Promise<void> {
    const maker = { schema, dialect };
    await ledgerTables(maker);
    await vendorTables(maker);
    await customerTables(maker);
    await assignmentTables(maker);
    await recordTables(maker);
  },
});

async function ledgerTables(maker: Maker): Promise<void> {
  const { schema } = maker;
  await numbered(maker, ["ledger_entry", "sequence"], {
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
  await numbered(maker, ["ledger_mark", "sequence"], { latest_recorded_at: "whole" }).execute();
  await keyed(maker, ["idempotency_key", ["customer", "hash"]], {
    customer: "whole",
    hash: "bytes",
    content: "bytes",
    first_sequence: "whole",
    entry_count: "whole",
  }).execute();
  await keyed(maker, ["counter", ["assignment", "entity", "period_start"]], {
    assignment: "whole",
    entity: "whole",
    period_start: "whole",
    used: "whole",
    held: "whole",
    uncarved: "whole",
    excess: "whole",
  }).execute();
  await numbered(maker, ["shard_head", "shard"], {
    sequence: "whole",
    epoch: "whole",
    latest_recorded_at: "whole",
  }).execute();
  await (schema as Kysely<{ shard_head: Record<string, number> }>)
    .insertInto("shard_head")
    .values({ shard: ONLY_SHARD, sequence: 0, epoch: 1, latest_recorded_at: 0 })
    .execute();
}

async function vendorTables(maker: Maker): Promise<void> {
  await numbered(maker, ["environment", "number"], {
    id: "text",
    strict: "whole",
    provision_limit: "whole",
    max_lateness_days: "whole",
    created_at: "whole",
  })
    .addUniqueConstraint("environment_id", ["id"])
    .execute();
  await ofEnvironment(
    numbered(maker, ["api_key", "number"], {
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
    numbered(maker, ["entity_type", "number"], {
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
    numbered(maker, ["capability", "number"], {
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

async function customerTables(maker: Maker): Promise<void> {
  await ofEnvironment(
    numbered(maker, ["customer", "number"], {
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
  await numbered(maker, ["entity", "number"], {
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
}

async function assignmentTables(maker: Maker): Promise<void> {
  await ofEnvironment(
    numbered(maker, ["assignment", "number"], {
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

async function recordTables(maker: Maker): Promise<void> {
  const { schema } = maker;
  await numbered(maker, ["audit_entry", "number"], {
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
  await keyed(maker, ["denial_record", ["customer", "entity", "assignment", "period_start"]], {
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
  await keyed(maker, ["installation", ["name"]], { name: "text", value: "text" }).execute();
  await numbered(maker, ["outbox", "number"], {
    at: "whole",
    position: "whole",
    environment: "whole",
    customer: "whole",
    kind: "text",
    body: "text",
  }).execute();
}
