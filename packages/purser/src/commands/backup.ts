// `purser backup`: the server copies everything into its data directory while it goes on, and proves the copy.
import { defineCommand } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { BACKUPS } from "../directory-backups.ts";
import { EXIT, print, printJson, reportError } from "../terminal.ts";

const MEBIBYTE = 1_048_576;

export const backup = defineCommand({
  meta: { name: "backup", description: "Have the server make a backup in its data directory, proved by a fold" },
  args: connectionArguments,
  run: async ({ args }) => {
    try {
      const made = await connect(args).createBackup({});
      if (args.json) printJson(made);
      else {
        print(`Made ${BACKUPS}/${made.name} in the server's data directory.`);
        print(`Position ${made.position}, ${(made.bytes / MEBIBYTE).toFixed(1)} MiB, every counter equals the ledger.`);
        print("Copy it to another machine; bring it back with: purser restore <directory> --data <new directory>");
      }
      process.exitCode = EXIT.ok;
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});
