// `purser check`: may this much run? Exit 0 when granted, 1 when denied.
import { defineCommand } from "citty";
import { connect, connectionArguments, dimensionsOf } from "../connection.ts";
import { bar, EXIT, print, printJson, reportError } from "../terminal.ts";

export const check = defineCommand({
  meta: {
    name: "check",
    description: "Ask whether an amount may run: purser check acme tokens --dimension userId=ada --amount 500",
  },
  args: {
    ...connectionArguments,
    customer: { type: "positional", description: "Customer id", required: true },
    capability: { type: "positional", description: "Capability id", required: true },
    dimension: { type: "string", description: "key=value,key=value" },
    amount: { type: "string", description: "How much (default 1)" },
  },
  run: async ({ args }) => {
    try {
      const decision = await connect(args).check({
        customerId: args.customer,
        capabilityId: args.capability,
        dimensions: dimensionsOf(args.dimension),
        ...(args.amount === undefined ? {} : { requestedUsage: args.amount }),
      });
      if (args.json) printJson(decision);
      else tellDecision(decision);
      process.exitCode = decision.isGranted ? EXIT.ok : EXIT.denied;
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

const BAR_WIDTH = 10;

type Decision = Awaited<ReturnType<ReturnType<typeof connect>["check"]>>;

function tellDecision(decision: Decision): void {
  const binding = decision.bindingConstraint;
  print(decision.isGranted ? "Granted." : `Denied: ${decision.accessDeniedReason} at ${binding?.entityId}.`);
  if (decision.available !== null) print(`Available: ${decision.available}`);
  if (decision.retryAt !== null) print(`Try again at ${decision.retryAt}`);
  for (const { entityId, enforcement } of decision.warnings) print(`Beyond the limit of ${entityId} (${enforcement}).`);
  for (const node of decision.chains.flat()) print(`  ${tellNode(node)}`);
  for (const one of decision.unresolved)
    print(`  not resolved: ${one.key ?? "entity id"} ${one.value} (${one.reason})`);
}

function tellNode(node: Decision["chains"][number][number]): string {
  if (node.assignmentId === null) return `${" ".repeat(BAR_WIDTH)}  ${node.entityId}  no budget`;
  const scope = node.scopeEntityIds.length === 0 ? "" : ` with ${node.scopeEntityIds.join(" + ")}`;
  const limit = node.usageLimit === null ? "no limit" : String(node.usageLimit);
  const cadence = node.cadence ?? "lifetime";
  const held = node.heldUsage === 0 ? "" : ` + ${node.heldUsage} held`;
  const how = node.enforcement === "hard" ? "" : `  ${node.enforcement}`;
  const share = bar(node.utilization ?? 0, BAR_WIDTH);
  return `${share}  ${node.entityId}${scope}  ${node.currentUsage}${held} / ${limit}  ${cadence}${how}`;
}
