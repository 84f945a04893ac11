// `purser restore`: a backup becomes a new data directory; exit 2 when there is none, or something stands there already.
import { defineCommand } from "citty";
import { restore as restoreBackup } from "../restore.ts";
import { EXIT, print, printJson, reportError } from "../terminal.ts";

export const restore = defineCommand({
  meta: { name: "restore", description: "Make a new data directory from a backup: purser restore BACKUP --data NEW" },
  args: {
    backup: { type: "positional", description: "Directory of the backup", required: true },
    data: { type: "string", description: "New directory; no server may hold it", required: true },
    json: { type: "boolean", description: "Print the answer as JSON" },
  },
  run: async ({ args }) => {
    try {
      const proof = await restoreBackup({ backup: args.backup, data: args.data });
      if (args.json) printJson(proof);
      else {
        print(`${proof.entries} ledger entries and ${proof.counters} counters, every counter equals the ledger.`);
        print(`Start the server on it: purser serve --data ${args.data}`);
      }
      process.exitCode = EXIT.ok;
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});
