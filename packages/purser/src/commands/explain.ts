// `purser explain`: which budgets an entry or a denied request met, with the numbers of then. Exit 1 when nothing is known of it.
import { defineCommand } from "citty";
import { type Client, connect, connectionArguments } from "../connection.ts";
import { denialLines, entryLines } from "../explanation-screen.ts";
import { EXIT, print, printJson, reportError } from "../terminal.ts";

export const explain = defineCommand({
  meta: {
    name: "explain",
    description: "Tell which budgets a ledger entry or a denied request met: purser explain acme ent_5 (or req_…)",
  },
  args: {
    ...connectionArguments,
    customer: { type: "positional", description: "Customer id", required: true },
    id: { type: "positional", description: "Id of a ledger entry, or requestId of a denial", required: true },
  },
  run: async ({ args }) => {
    try {
      const client = connect(args, PATIENCE_MS);
      const { customer: customerId, id } = args;
      if (id.startsWith("ent_")) await explainEntry(client, { customerId, entryId: id }, args.json === true);
      else await explainDenial(client, { customerId, requestId: id }, args.json === true);
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

/** Figures of a long period are read from its whole ledger. */
const PATIENCE_MS = 60_000;

async function explainEntry(
  client: Client,
  named: { readonly customerId: string; readonly entryId: string },
  asJson: boolean,
): Promise<void> {
  const entry = await client.getLedgerEntry(named);
  if (asJson) printJson(entry);
  else for (const line of entryLines(entry)) print(line);
}

async function explainDenial(
  client: Client,
  named: { readonly customerId: string; readonly requestId: string },
  asJson: boolean,
): Promise<void> {
  const { data, explanations = [] } = await client.listDenials(named);
  if (asJson) printJson({ data, explanations });
  else if (explanations.length > 0) {
    for (const line of explanations.flatMap(denialLines)) print(line);
  } else {
    print("No denial of that request is among the last ten of any budget: it was granted, or it is too long ago.");
  }
  process.exitCode = explanations.length > 0 ? EXIT.ok : EXIT.denied;
}
