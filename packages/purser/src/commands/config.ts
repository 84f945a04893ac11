// `purser config`: shows every setting with the source that said it, and refuses what `purser serve` would refuse.
import { defineCommand } from "citty";
import { readSettings, type SettingsReading } from "../effective-settings.ts";
import { settingsSchema } from "../settings.ts";
import { print, printJson } from "../terminal.ts";
import { settingArguments } from "./serve.ts";

/** As for a denied check: the question was asked well, the answer is no. */
const REFUSED = 1;

const check = defineCommand({
  meta: {
    name: "check",
    description: "Print what purser serve would run with and where each value comes from; exit 1 when it would refuse.",
  },
  args: { ...settingArguments, json: { type: "boolean", description: "Print as JSON" } },
  run: ({ args }) => {
    const reading = readSettings({ flags: args, environment: process.env, folder: process.cwd() });
    const { rows, faults, warnings, file } = reading;
    if (args.json) printJson({ settings: rows, faults, warnings, file });
    else tell(reading);
    if (faults.length > 0) process.exitCode = REFUSED;
  },
});

function tell({ rows, faults, warnings, file }: SettingsReading): void {
  print(file === null ? "No settings file." : `Settings file: ${file}`);
  const widths = [Math.max(...rows.map(({ name }) => name.length)), Math.max(...rows.map(({ shown }) => shown.length))];
  for (const { name, shown, origin } of rows) {
    print(`  ${name.padEnd(widths[0] ?? 0)}  ${shown.padEnd(widths[1] ?? 0)}  ${origin}`);
  }
  for (const warning of warnings) print(`Warning: ${warning}`);
  for (const fault of faults) print(`Refused: ${fault}`);
  if (faults.length === 0) print("These settings hold.");
}

const schema = defineCommand({
  meta: { name: "schema", description: "Print the JSON Schema of purser.yaml, for editors" },
  run: () => printJson(settingsSchema()),
});

export const config = defineCommand({
  meta: { name: "config", description: "Show and check the settings of a server" },
  subCommands: { check, schema },
});
