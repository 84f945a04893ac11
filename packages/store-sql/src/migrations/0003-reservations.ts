// Reservations: their table, what ledger entries say of them, and the cap on open ones that an entity type may set.
import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { SchemaDialect } from "../schema-dialect.ts";
import { addColumn, type Maker, numbered, type Schema } from "./table-maker.ts";

export const reservationMigration = (dialect: SchemaDialect): Migration => ({
  async up(schema: Schema): Promise<void> {
    const maker = { schema, dialect };
    await addColumn(maker, "ledger_entry", ["counted_as", "whole?"]);
    await addColumn(maker, "ledger_entry", ["chains", "bytes?"]);
    await addColumn(maker, "entity_type", ["max_open_reservations", "whole?"]);
    await reservationTable(maker);
  },
});

async function reservationTable(maker: Maker): Promise<void> {
  const { schema } = maker.schema;
  await numbered(maker, ["reservation", "number"], {
    customer: "whole",
    timestamp: "whole",
    opened: "whole",
    opened_at: "whole",
    parent: "whole",
    depth: "whole",
    first_opened_at: "whole",
    expires_at: "whole",
    is_late: "whole",
    state: "text",
    items: "bytes",
    resolved: "bytes",
    paths: "bytes",
    dimensions: "text?",
    named: "text?",
    metadata: "text?",
    commit_content: "text?",
  }).execute();
  await schema.createIndex("reservation_customer").on("reservation").column("customer").execute();
  // A start must not look through all that ever were for the few that are open.
  await schema
    .createIndex("reservation_open")
    .on("reservation")
    .column("number")
    .where(sql.ref("state"), "=", sql.lit("open"))
    .execute();
}
