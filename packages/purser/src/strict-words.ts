// Strict words: a flag or a word that a command doesn't know is refused, not passed over, which citty would do.
import type { ArgDef, ArgsDef, CittyPlugin, CommandDef, Resolvable, SubCommandsDef } from "citty";
import { SettingsError } from "./settings.ts";
import { reportError } from "./terminal.ts";

/** The hint of a place that takes all words that are left; citty knows no other way to say so. */
export const MANY = "…";

/** The same commands, each with its sub-commands made strict when it is loaded. */
export function strictly(commands: SubCommandsDef): SubCommandsDef {
  return Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, async () => strict(command)]));
}

async function strict(given: Resolvable<CommandDef>): Promise<CommandDef> {
  const command = await (typeof given === "function" ? given() : given);
  if (command.subCommands === undefined) return { ...command, plugins: [refuseUnknown] };
  const parts = command.subCommands;
  return { ...command, subCommands: strictly(await (typeof parts === "function" ? parts() : parts)) };
}

const refuseUnknown: CittyPlugin = {
  name: "refuse-unknown",
  setup: ({ args, cmd }) => {
    const known = (cmd.args ?? {}) as ArgsDef;
    const fault = unknownWord(args as unknown as Record<string, unknown>, known);
    if (fault !== null) process.exit(reportError(new SettingsError(fault)));
  },
};

function unknownWord(args: Readonly<Record<string, unknown>>, known: ArgsDef): string | null {
  const flags = Object.keys(known).filter((name) => known[name]?.type !== "positional");
  const isKnown = (name: string): boolean =>
    name === "_" || Object.entries(known).some(([one, given]) => namesOf(one, given).includes(plain(name)));
  const flag = Object.keys(args).find((name) => !isKnown(name));
  const list = flags.map((name) => `--${name}`).join(", ");
  if (flag !== undefined) return `There is no flag "${flag}". Flags are ${list}.`;
  const takesMany = Object.values(known).some(({ type, valueHint }) => type === "positional" && valueHint === MANY);
  const places = takesMany ? Number.POSITIVE_INFINITY : Object.keys(known).length - flags.length;
  const word = (args._ as readonly string[])[places];
  return word === undefined ? null : `"${word}" is one word too many. Flags are ${list}.`;
}

function namesOf(name: string, given: ArgDef): string[] {
  const aliases = "alias" in given ? [given.alias ?? []].flat() : [];
  return [name, ...aliases].map(plain);
}

/** `log-level` and `logLevel` are the same flag. */
const plain = (name: string): string => name.replaceAll("-", "").toLowerCase();
