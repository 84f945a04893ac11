// `purser keys`: makes, lists and revokes API keys; a secret is shown once.
import { defineCommand } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { SettingsError } from "../settings.ts";
import { guarded, print, printJson } from "../terminal.ts";

const create = defineCommand({
  meta: { name: "create", description: "Make a key: purser keys create dashboard --access read" },
  args: {
    ...connectionArguments,
    name: { type: "positional", description: "What the key is for", required: true },
    access: { type: "string", description: "read (GET and check) or full", default: "read" },
    environment: { type: "string", description: "Environment id (root key only; default: the key's own)" },
  },
  run: ({ args }) =>
    guarded(async () => {
      const made = await connect(args).createApiKey({
        displayName: args.name,
        access: accessOf(args.access),
        ...(args.environment === undefined ? {} : { environmentId: args.environment }),
      });
      if (args.json) printJson(made);
      else print(`${made.id} (${made.access}), shown this once: ${made.secret}`);
    }),
});

const list = defineCommand({
  meta: { name: "list", description: "List the environment's keys" },
  args: connectionArguments,
  run: ({ args }) =>
    guarded(async () => {
      const { data } = await connect(args).listApiKeys({});
      if (args.json) return printJson({ data });
      for (const key of data) print(`${key.id}  ${key.access}  ${key.displayName}`);
    }),
});

const revoke = defineCommand({
  meta: { name: "revoke", description: "Revoke a key: purser keys revoke key_3" },
  args: { ...connectionArguments, id: { type: "positional", description: "Key id", required: true } },
  run: ({ args }) =>
    guarded(async () => {
      await connect(args).deleteApiKey({ keyId: args.id });
      if (!args.json) print(`${args.id} is revoked.`);
    }),
});

function accessOf(text: string): "read" | "full" {
  if (text === "read" || text === "full") return text;
  throw new SettingsError(`Access "${text}" is none: give read or full.`);
}

export const keys = defineCommand({
  meta: { name: "keys", description: "Make, list and revoke API keys" },
  subCommands: { create, list, revoke },
});
