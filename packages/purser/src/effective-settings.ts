// Effective settings: flags over environment over file over default, each with the source that said it; faults all at once.
import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { CONNECTION_VARIABLES } from "./connection-settings.ts";
import { SETTING_NAMES, SETTINGS, type Setting, type Settings, SettingsError } from "./settings.ts";
import { readSettingsFile, SETTINGS_FILE, type SettingsFile } from "./settings-file.ts";

export interface SettingsSources {
  /** By flag name, `config` for the file. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths of flags and environment begin, and where `purser.yaml` is looked for. */
  readonly folder: string;
}

export interface EffectiveSetting {
  readonly name: keyof Settings;
  /** As it may be shown: a secret only says that it is set. */
  readonly shown: string;
  /** `--port`, `PURSER_PORT`, `purser.yaml:3:7` or `default`. */
  readonly origin: string;
}

export interface SettingsReading {
  /** null when there are faults. */
  readonly settings: Settings | null;
  readonly rows: readonly EffectiveSetting[];
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
  /** The file that was read, null when there was none. */
  readonly file: string | null;
}

const CONFIG_VARIABLE = "PURSER_CONFIG";
const NO_FILE: SettingsFile = { values: new Map(), faults: [] };

export function readSettings(sources: SettingsSources): SettingsReading {
  const path = fileOf(sources);
  const shownPath = path === null ? null : shortest(sources.folder, path);
  const file = path === null ? NO_FILE : readSettingsFile(path, shownPath ?? path);
  const faults = [...file.faults];
  const rows: EffectiveSetting[] = [];
  const settings: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const said = saidOf(name, { ...sources, file, path });
    const row: Setting<unknown> = SETTINGS[name];
    try {
      settings[name] = said.text === null ? null : row.parse(said.text, said.folder);
      rows.push({ name, shown: shownOf(row, settings[name]), origin: said.origin });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      faults.push(`${said.origin}: ${error.message}`);
    }
  }
  const whole = faults.length === 0 ? (settings as unknown as Settings) : null;
  return { settings: whole, rows, faults, warnings: unknownVariables(sources.environment), file: shownPath };
}

/** The settings, or a SettingsError that tells every fault. */
export function settingsFrom(sources: SettingsSources): SettingsReading & { readonly settings: Settings } {
  const reading = readSettings(sources);
  if (reading.settings === null) throw new SettingsError(reading.faults.join("\n"));
  return { ...reading, settings: reading.settings };
}

interface Said {
  readonly text: string | null;
  readonly origin: string;
  readonly folder: string;
}

type Sources = SettingsSources & { readonly file: SettingsFile; readonly path: string | null };

function saidOf(name: keyof Settings, { flags, environment, folder, file, path }: Sources): Said {
  const { flag, variables, standard } = SETTINGS[name];
  const given = flag === null ? undefined : flags[flag];
  if (given !== undefined) return { text: String(given), origin: `--${flag}`, folder };
  // Compose files and CI hand on empty variables for what nobody has set.
  const variable = variables.find((one) => (environment[one] ?? "") !== "");
  if (variable !== undefined) return { text: environment[variable] ?? "", origin: variable, folder };
  const written = file.values.get(name);
  if (written !== undefined) return { text: written.text, origin: written.place, folder: dirname(path ?? folder) };
  return { text: standard, origin: "default", folder };
}

function shortest(folder: string, path: string): string {
  const way = relative(folder, path);
  return way.startsWith("..") ? path : way;
}

function fileOf({ flags, environment, folder }: SettingsSources): string | null {
  const named = flags.config ?? environment[CONFIG_VARIABLE];
  if (typeof named === "string" && named !== "") return resolve(folder, named);
  const usual = resolve(folder, SETTINGS_FILE);
  return existsSync(usual) ? usual : null;
}

function shownOf(setting: Setting<unknown>, value: unknown): string {
  if (value === null) return "(none)";
  return setting.isSecret ? "(set, not shown)" : String(value);
}

/** Only told, not refused: Kubernetes sets such names in every pod beside a service called purser. */
function unknownVariables(environment: SettingsSources["environment"]): string[] {
  const known = new Set([CONFIG_VARIABLE, ...CONNECTION_VARIABLES]);
  for (const name of SETTING_NAMES) for (const variable of SETTINGS[name].variables) known.add(variable);
  const unknown = Object.keys(environment).filter((name) => name.startsWith("PURSER_") && !known.has(name));
  return unknown.sort().map((name) => `${name} is no setting and does nothing.`);
}
