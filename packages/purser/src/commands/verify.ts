// `purser verify`: proves that counters equal the ledger, on a running server or, with --data, on a directory at rest.
import { defineCommand } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { openPurser } from "../library.ts";
import { EXIT, print, printJson, reportError } from "../terminal.ts";

export const verify = defineCommand({
  meta: { name: "verify", description: "Compare every counter with the fold of the ledger; exit 5 when one differs." },
  args: {
    ...connectionArguments,
    data: { type: "string", description: "Verify this directory, which no server may hold" },
    repair: { type: "boolean", description: "Set counters that differ to what the ledger says" },
  },
  run: async ({ args }) => {
    try {
      const input = { repair: args.repair === true };
      const report =
        args.data === undefined ? await connect(args).verify(input) : await verifyDirectory(args.data, input);
      if (args.json) printJson(report);
      else tellReport(report);
      process.exitCode = report.driftedCount > report.repaired ? EXIT.drift : EXIT.ok;
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

async function verifyDirectory(data: string, input: { readonly repair: boolean }): ReturnType<Verify> {
  const purser = await openPurser({ data });
  try {
    return await purser.verify(input);
  } finally {
    await purser.close();
  }
}

type Verify = ReturnType<typeof connect>["verify"];

function tellReport(report: Awaited<ReturnType<Verify>>): void {
  print(`${report.entries} ledger entries folded into ${report.counters} counters.`);
  if (report.driftedCount === 0) print("Every counter equals the ledger.");
  for (const drift of report.drifted) {
    print(
      `  ${drift.entityId} · ${drift.capabilityId} (${drift.store}): ${drift.counted.currentUsage} counted, ${drift.ledger.currentUsage} in the ledger`,
    );
  }
  if (report.repaired > 0) print(`${report.repaired} counters repaired.`);
}
