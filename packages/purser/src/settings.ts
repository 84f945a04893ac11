// The table of settings, one row each: flags, variables, the file's keys and schema, help and the docs' table come from it.
import { resolve } from "node:path";

/** What `startServer` needs. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Directory of the ledger, made if missing. */
  readonly data: string;
  /** Text of the root key; null = made at the first start and printed once. */
  readonly apiKey: string | null;
}

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export const LOG_FORMATS = ["json", "text"] as const;

export interface Settings extends ServerSettings {
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly logFormat: (typeof LOG_FORMATS)[number];
  /** Where spans go by OTLP over HTTP, without `/v1/traces`; null = nowhere, and nothing of OpenTelemetry is loaded. */
  readonly tracesEndpoint: string | null;
  /** Of the traces that begin here this share is kept, 0 to 1; a caller's own decision is followed. */
  readonly tracesShare: number;
}

export interface Setting<Value> {
  /** Without dashes; null where a flag would stand for all to see in the list of processes. */
  readonly flag: string | null;
  /** The first is ours and wins. */
  readonly variables: readonly [string, ...string[]];
  readonly hint: string;
  readonly meaning: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly isSecret?: true;
  /** Used when no source says anything. */
  readonly standard: string | null;
  /** Relative paths begin at `folder`. Throws a SettingsError. */
  parse(text: string, folder: string): Value;
}

export class SettingsError extends Error {}

/** R45: shorter keys could be guessed. */
export const API_KEY_LENGTH_MIN = 32;
const PORT_MAX = 65_535;

export const SETTINGS: { readonly [Name in keyof Settings]: Setting<Settings[Name]> } = {
  host: {
    flag: "host",
    variables: ["PURSER_HOST"],
    hint: "address",
    meaning: "Address to listen on; 0.0.0.0 for all of them",
    schema: { type: "string", minLength: 1 },
    standard: "127.0.0.1",
    parse: (text) => filled(text, "Host", "give a name or an address, such as 127.0.0.1"),
  },
  port: {
    flag: "port",
    variables: ["PURSER_PORT"],
    hint: "0–65535",
    meaning: "Port to listen on, 0 for any free one",
    schema: { type: "integer", minimum: 0, maximum: PORT_MAX },
    standard: "7411",
    parse: portOf,
  },
  data: {
    flag: "data",
    variables: ["PURSER_DATA"],
    hint: "directory",
    meaning: "Directory of the ledger, made if missing",
    schema: { type: "string", minLength: 1 },
    standard: ".purser",
    parse: (text, folder) => resolve(folder, filled(text, "Data", "give the directory of the ledger")),
  },
  apiKey: {
    flag: null,
    variables: ["PURSER_API_KEY"],
    hint: `${API_KEY_LENGTH_MIN} characters or more`,
    meaning: "The root key; without it the first start makes one and prints it once",
    schema: { type: "string", minLength: API_KEY_LENGTH_MIN },
    isSecret: true,
    standard: null,
    parse: apiKeyOf,
  },
  logLevel: {
    flag: "log-level",
    variables: ["PURSER_LOG_LEVEL"],
    hint: LOG_LEVELS.join("|"),
    meaning: "The least that is logged; debug has a line for each request",
    schema: { enum: LOG_LEVELS },
    standard: "info",
    parse: (text) => oneOf(LOG_LEVELS, text, "Log level"),
  },
  logFormat: {
    flag: "log-format",
    variables: ["PURSER_LOG_FORMAT"],
    hint: LOG_FORMATS.join("|"),
    meaning: "How the log is written on standard error",
    schema: { enum: LOG_FORMATS },
    standard: "json",
    parse: (text) => oneOf(LOG_FORMATS, text, "Log format"),
  },
  tracesEndpoint: {
    flag: "traces-endpoint",
    variables: ["PURSER_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    hint: "http://collector:4318",
    meaning: "OpenTelemetry collector (OTLP over HTTP) that gets a span for each request",
    schema: { type: "string", pattern: "^https?://" },
    standard: null,
    parse: endpointOf,
  },
  tracesShare: {
    flag: "traces-share",
    variables: ["PURSER_TRACES_SHARE"],
    hint: "0–1",
    meaning: "Share of the traces beginning at Purser that is sent; a caller's own decision is followed",
    schema: { type: "number", minimum: 0, maximum: 1 },
    standard: "1",
    parse: shareOf,
  },
};

function filled(text: string, what: string, advice: string): string {
  if (text.trim() !== "") return text;
  throw new SettingsError(`${what} is empty: ${advice}.`);
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= PORT_MAX) return port;
  const advice = text.startsWith("tcp:")
    ? "A Kubernetes service called purser sets it for every pod beside it: set enableServiceLinks: false"
    : `give a number from 0 (any free one) to ${PORT_MAX}`;
  throw new SettingsError(`Port "${text}" is none: ${advice}.`);
}

function apiKeyOf(text: string): string {
  if (text.length >= API_KEY_LENGTH_MIN) return text;
  throw new SettingsError(`The API key has ${text.length} characters: give it at least ${API_KEY_LENGTH_MIN}.`);
}

function oneOf<Value extends string>(values: readonly Value[], text: string, what: string): Value {
  const value = values.find((one) => one === text);
  if (value !== undefined) return value;
  throw new SettingsError(`${what} "${text}" is none: give one of ${values.join(", ")}.`);
}

function endpointOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, "");
  throw new SettingsError(
    `Endpoint "${text}" is no http address: give the collector's, such as http://127.0.0.1:4318.`,
  );
}

function shareOf(text: string): number {
  const share = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (share <= 1) return share;
  throw new SettingsError(`Share "${text}" is none: give a number from 0 to 1.`);
}

/** The command line's flags for the settings named, all but those that have none. */
export function flagsFor(names: readonly (keyof Settings)[]): Record<string, FlagDefinition> {
  const flags: Record<string, FlagDefinition> = {};
  for (const name of names) {
    const { flag, variables, hint, meaning, standard } = SETTINGS[name];
    const otherwise = standard === null ? "" : `, default ${standard}`;
    if (flag !== null)
      flags[flag] = { type: "string", description: `${meaning} (${variables[0]}${otherwise})`, valueHint: hint };
  }
  return flags;
}

interface FlagDefinition {
  readonly type: "string";
  readonly description: string;
  readonly valueHint: string;
}

export const SETTING_NAMES = Object.keys(SETTINGS) as (keyof Settings)[];

/** JSON Schema of `purser.yaml`, for editors. */
export function settingsSchema(): Record<string, unknown> {
  const properties = Object.fromEntries(
    SETTING_NAMES.map((name) => {
      const { schema, meaning, standard } = SETTINGS[name];
      return [name, { ...schema, description: meaning, ...(standard === null ? {} : { default: standard }) }];
    }),
  );
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  return { $schema, title: "purser.yaml", type: "object", additionalProperties: false, properties };
}
