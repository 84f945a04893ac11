// `purser apply`: brings a server to what a governance file says, all of it or nothing.
import { defineCommand } from "citty";
import { connect } from "../connection.ts";
import { compareWithServer, GOVERNANCE_TIMEOUT_MS, sendChanges } from "../governance/governance-run.ts";
import { diffText } from "../governance/governance-text.ts";
import { hasColour, print, printJson, reportError } from "../terminal.ts";
import { governanceArguments } from "./plan.ts";

export const apply = defineCommand({
  meta: { name: "apply", description: "Bring the server to what a governance file says, all of it or nothing." },
  args: governanceArguments,
  run: async ({ args }) => {
    try {
      const client = connect(args, GOVERNANCE_TIMEOUT_MS);
      const comparison = await compareWithServer(client, { path: args.file, prune: args.prune === true });
      if (!args.json) print(diffText(comparison.diff, { hasColour: hasColour(), showsAll: args.all === true }));
      const written = await sendChanges(client, comparison, { dryRun: false });
      if (args.json) printJson({ ...comparison.diff, written });
      else if (written > 0) print(`Applied: ${written} written, all in one step.`);
      await client.close();
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});
