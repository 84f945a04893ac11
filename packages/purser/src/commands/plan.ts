// `purser plan`: what an apply of a governance file would change, judged by the server, written nowhere.
import { PurserProblem } from "@purser/client";
import { defineCommand } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { compareWithServer, GOVERNANCE_TIMEOUT_MS, sendChanges } from "../governance/governance-run.ts";
import { diffText } from "../governance/governance-text.ts";
import { hasColour, print, printJson, reportError } from "../terminal.ts";

/** Those of `terraform plan -detailed-exitcode`, which pipelines know; every failure is 1. */
const PLAN_EXIT = { empty: 0, failed: 1, changes: 2 } as const;

export const governanceArguments = {
  ...connectionArguments,
  file: { type: "string", alias: "f", description: "The governance file; - reads standard input", required: true },
  prune: { type: "boolean", description: "Archive or delete what the file's lists don't name" },
  all: { type: "boolean", description: "Show every new row, however many" },
} as const;

export const plan = defineCommand({
  meta: {
    name: "plan",
    description: "Compare a governance file with the server: exit 0 nothing to change, 2 changes, 1 failed.",
  },
  args: governanceArguments,
  run: async ({ args }) => {
    try {
      const client = connect(args, GOVERNANCE_TIMEOUT_MS);
      const comparison = await compareWithServer(client, { path: args.file, prune: args.prune === true });
      const { diff } = comparison;
      if (args.json) printJson(diff);
      else print(diffText(diff, { hasColour: hasColour(), showsAll: args.all === true }));
      await sendChanges(client, comparison, { dryRun: true }).catch((error: unknown) => {
        if (!(error instanceof PurserProblem) || error.code !== "Forbidden") throw error;
        process.stderr.write("Not judged by the server's rules: this key may only read.\n");
      });
      process.exitCode = diff.changes.length === 0 ? PLAN_EXIT.empty : PLAN_EXIT.changes;
      await client.close();
    } catch (error) {
      reportError(error);
      process.exitCode = PLAN_EXIT.failed;
    }
  },
});
