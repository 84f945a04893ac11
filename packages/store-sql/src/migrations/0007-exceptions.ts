// Exceptions and limit requests: a table each; rows that the catalog reads at start, by number.
import type { Migration } from "kysely/migration";
import type { SchemaDialect } from "../schema-dialect.ts";
import { numbered, ofEnvironment, type Schema } from "./table-maker.ts";

const RAISE = {
  environment: "whole",
  customer: "whole",
  entity: "whole",
  capability: "whole",
  scope: "text",
  cadence: "text?",
  usage_limit: "whole?",
  amount: "whole?",
  until_at: "whole?",
  reason: "text",
  idempotency_key: "text",
  content: "text",
  created_at: "whole",
} as const;

export const exceptionMigration = (dialect: SchemaDialect): Migration => ({
  async up(schema: Schema): Promise<void> {
    const maker = { schema, dialect };
    await ofEnvironment(
      numbered(maker, ["exception", "number"], {
        ...RAISE,
        from_at: "whole",
        actor: "text",
        limit_request: "whole",
        revoked_at: "whole?",
      }),
    ).execute();
    await ofEnvironment(
      numbered(maker, ["limit_request", "number"], {
        ...RAISE,
        from_at: "whole?",
        until_period_end: "whole",
        subject: "text?",
        state: "text",
        comment: "text?",
        decided_by: "text?",
        decided_at: "whole?",
        decision_content: "text?",
        exception: "whole",
      }),
    ).execute();
  },
});
