// `purser exceptions`: lists, grants and revokes exceptions, limits raised for a time.
import { randomUUID } from "node:crypto";
import { defineCommand } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { allPages } from "../page-reading.ts";
import { cadenceOf, endText, raiseArguments, raiseOf, raiseText } from "../raise-words.ts";
import { SettingsError } from "../settings.ts";
import { guarded, print, printJson } from "../terminal.ts";

const customer = { type: "positional", description: "Customer id", required: true } as const;

type Exception = Awaited<ReturnType<ReturnType<typeof connect>["createException"]>>;

const list = defineCommand({
  meta: { name: "list", description: "List exceptions, newest first; lapsed and revoked ones too" },
  args: {
    ...connectionArguments,
    customer,
    entity: { type: "string", description: "Those of this entity only" },
    capability: { type: "string", description: "Those of this capability only" },
  },
  run: ({ args }) =>
    guarded(async () => {
      const asked = {
        customerId: args.customer,
        ...(args.entity === undefined ? {} : { entityId: args.entity }),
        ...(args.capability === undefined ? {} : { capabilityId: args.capability }),
      };
      const client = connect(args);
      const data = await allPages((page) => client.listExceptions({ ...asked, ...page }));
      if (args.json) return printJson({ data });
      for (const exception of data) print(exceptionText(exception));
    }),
});

const grant = defineCommand({
  meta: {
    name: "grant",
    description:
      'Raise a limit: purser exceptions grant acme research credits --cadence P1M --amount 50 --reason "Launch"',
  },
  args: {
    ...connectionArguments,
    customer,
    entity: { type: "positional", description: "Entity id", required: true },
    capability: { type: "positional", description: "Capability id", required: true },
    cadence: { type: "string", description: "Cadence of the limit that is raised, or lifetime", required: true },
    scope: { type: "string", description: "Entities of its scope, comma-separated", valueHint: "gpt-5" },
    ...raiseArguments,
    from: { type: "string", description: "When it begins (default: now)" },
    reason: { type: "string", description: "Why", required: true },
    idempotencyKey: { type: "string", description: "Repeats under one key grant once" },
  },
  run: ({ args }) =>
    guarded(async () => {
      const raise = raiseOf(args);
      if (args.limit === undefined && args.amount === undefined) throw new SettingsError("Give --limit or --amount.");
      const granted = await connect(args).createException({
        customerId: args.customer,
        entityId: args.entity,
        capabilityId: args.capability,
        cadence: cadenceOf(args.cadence),
        ...(args.scope === undefined ? {} : { scopeEntityIds: args.scope.split(",") }),
        ...raise,
        ...(args.from === undefined ? {} : { from: args.from }),
        reason: args.reason,
        idempotencyKey: args.idempotencyKey ?? randomUUID(),
      });
      if (args.json) printJson(granted);
      else print(exceptionText(granted));
    }),
});

const revoke = defineCommand({
  meta: { name: "revoke", description: "Revoke an exception: purser exceptions revoke acme exc_3" },
  args: {
    ...connectionArguments,
    customer,
    id: { type: "positional", description: "Exception id", required: true },
  },
  run: ({ args }) =>
    guarded(async () => {
      await connect(args).revokeException({ customerId: args.customer, exceptionId: args.id });
      if (!args.json) print(`${args.id} is revoked.`);
    }),
});

const exceptionText = (exception: Exception): string =>
  raiseText(exception, endText(exception.until), stateOf(exception, Date.now()));

function stateOf({ isInForce, revokedAt, from }: Exception, now: number): string {
  if (revokedAt !== null) return "revoked";
  if (isInForce) return "in force";
  return Date.parse(from) > now ? `from ${from}` : "lapsed";
}

export const exceptions = defineCommand({
  meta: { name: "exceptions", description: "Raise limits for a time: list, grant and revoke exceptions" },
  subCommands: { list, grant, revoke },
});
