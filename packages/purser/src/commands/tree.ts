// `purser tree`: the governance tree of a customer in the terminal: who has used how much of what, and when it starts again.
import { type ArgsDef, defineCommand, type ParsedArgs } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { SettingsError } from "../settings.ts";
import { hasColour, print, printJson, reportError, terminalWidth } from "../terminal.ts";
import { namesOf, readTree, TREE_ORDERS, TREE_SORTS, type TreeQuery } from "../tree-reading.ts";
import { renderTree, type TreeView } from "../tree-screen.ts";
import { watch } from "../watch.ts";

/** As many rows as one page has: more than a screen, less than a flood. */
const LIMIT = 1_000;
const WATCH_MS = 2_000;
const FILTERS = [
  "capabilityIds",
  "minUtilization",
  "entityTypeIds",
  "search",
  "subtreeOf",
  "maxDepth",
] as const satisfies readonly (keyof TreeQuery)[];

const treeArguments = {
  ...connectionArguments,
  customer: { type: "positional", description: "Customer id", required: true },
  sort: { type: "string", description: `${TREE_SORTS.join(", ")} (default: utilization)`, valueHint: "currentUsage" },
  order: { type: "string", description: "asc or desc (default: desc for utilization, else asc)" },
  type: { type: "string", description: "Entity types only, comma-separated", valueHint: "team,agent" },
  capability: { type: "string", description: "Capabilities only, comma-separated" },
  "min-utilization": { type: "string", description: "Budgets used at least so far", valueHint: "80%" },
  search: { type: "string", description: "Part of an id or a display name" },
  subtree: { type: "string", description: "This entity and all below it", valueHint: "team-research" },
  depth: { type: "string", description: "So many levels below the top (0: the top alone)" },
  limit: { type: "string", description: `Rows at most (default ${LIMIT}; 0: all)` },
  watch: { type: "boolean", description: "Show it anew every two seconds until Ctrl-C" },
} as const satisfies ArgsDef;

export const tree = defineCommand({
  meta: {
    name: "tree",
    description: "Show who has used how much: purser tree acme --type team,agent --min-utilization 80%",
  },
  args: treeArguments,
  run: async ({ args }) => {
    try {
      const [query, limit] = [queryOf(args), wholeOf(args.limit, "limit") ?? LIMIT];
      const client = connect(args);
      const show = async (): Promise<string[]> => {
        const read = await readTree(client, query, limit);
        const names = await namesOf(client, query, read.data);
        return frameOf({ ...read, rows: read.data, names, ...aboutOf(query) });
      };
      if (args.watch && args.json)
        throw new SettingsError("--watch shows a screen and --json a text: give one of them.");
      if (args.watch) await watch(show, WATCH_MS);
      else if (args.json) printJson(await readTree(client, query, limit));
      else for (const line of await show()) print(line);
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

const frameOf = (view: TreeView): string[] =>
  renderTree(view, { width: terminalWidth(), hasColour: hasColour(), now: Date.now() });

const aboutOf = (query: TreeQuery): Pick<TreeView, "customerId" | "subtreeOf" | "isFiltered"> => ({
  customerId: query.customerId,
  subtreeOf: query.subtreeOf,
  isFiltered: FILTERS.some((filter) => query[filter] !== undefined),
});

function queryOf(args: ParsedArgs<typeof treeArguments>): TreeQuery {
  const filters = {
    ...given("capabilityIds", listOf(args.capability)),
    ...given("minUtilization", shareOf(args["min-utilization"])),
  };
  return {
    customerId: args.customer,
    ...filters,
    ...given("entityTypeIds", listOf(args.type)),
    ...given("search", args.search),
    ...given("subtreeOf", args.subtree),
    ...given("maxDepth", wholeOf(args.depth, "depth")),
    ...given("sortBy", oneOf(args.sort, TREE_SORTS, "sort")),
    ...given("order", oneOf(args.order, TREE_ORDERS, "order")),
    // Who asks for budgets wants no entities without one.
    ...(Object.keys(filters).length === 0 ? { include: "entities" as const } : {}),
  };
}

const given = <Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });

const listOf = (text: string | undefined): string[] | undefined => text?.split(",").filter((one) => one !== "");

function oneOf<Text extends string>(text: string | undefined, known: readonly Text[], flag: string): Text | undefined {
  if (text === undefined) return undefined;
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new SettingsError(`--${flag} "${text}" is none: give ${known.join(", ")}.`);
}

function wholeOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new SettingsError(`--${flag} "${text}" is no number: give a whole number from 0 on.`);
}

function shareOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, percent] = /^(\d{1,9}(?:\.\d{1,9})?)(%?)$/.exec(text) ?? [];
  if (digits !== undefined) return percent === "%" ? Number(digits) / 100 : Number(digits);
  throw new SettingsError(`--min-utilization "${text}" is no share: give 80% or 0.8.`);
}
