// `purser export`: writes what a server holds as a governance file, the same text for the same state.
import { defineCommand } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { exportText } from "../governance/governance-export.ts";
import { GOVERNANCE_TIMEOUT_MS } from "../governance/governance-run.ts";
import { readGovernanceState } from "../governance/governance-state.ts";
import { SettingsError } from "../settings.ts";
import { MANY } from "../strict-words.ts";
import { reportError } from "../terminal.ts";

export const exportGovernance = defineCommand({
  meta: {
    name: "export",
    description: "Write a governance file of all customers, or of those named: purser export acme",
  },
  args: {
    url: connectionArguments.url,
    key: connectionArguments.key,
    customer: { type: "positional", description: "Customer ids", valueHint: MANY, required: false },
  },
  run: async ({ args }) => {
    try {
      const client = connect(args, GOVERNANCE_TIMEOUT_MS);
      const ids = args._.length === 0 ? null : args._;
      const state = await readGovernanceState(client, ids);
      const missing = ids?.find((id) => !state.customers.some(({ row }) => row.id === id));
      if (missing !== undefined) throw new SettingsError(`No customer "${missing}" in this environment.`);
      process.stdout.write(exportText(state));
      await client.close();
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});
