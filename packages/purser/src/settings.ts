// Settings of a server: flags over environment variables over defaults, each parsed once, unknown values refused.
import { resolve } from "node:path";

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Directory of the ledger, made if missing. */
  readonly data: string;
  /** Text of the root key; null = made at the first start and printed once. */
  readonly apiKey: string | null;
}

export const DEFAULT_HOST = "127.0.0.1";
export const DEFAULT_PORT = 7411;
const DEFAULT_DATA = ".purser";
/** R45: shorter keys could be guessed. */
export const API_KEY_LENGTH_MIN = 32;

export class SettingsError extends Error {}

export function serverSettings(
  flags: { readonly host?: string | undefined; readonly port?: string | undefined; readonly data?: string | undefined },
  environment: NodeJS.ProcessEnv,
): ServerSettings {
  return {
    host: flags.host ?? environment.PURSER_HOST ?? DEFAULT_HOST,
    port: portOf(flags.port ?? environment.PURSER_PORT ?? String(DEFAULT_PORT)),
    data: resolve(flags.data ?? environment.PURSER_DATA ?? DEFAULT_DATA),
    apiKey: apiKeyOf(environment.PURSER_API_KEY),
  };
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new SettingsError(`Port "${text}" is none: give a number from 0 (any free one) to 65535.`);
}

function apiKeyOf(text: string | undefined): string | null {
  if (text === undefined || text === "") return null;
  if (text.length >= API_KEY_LENGTH_MIN) return text;
  throw new SettingsError(`PURSER_API_KEY has ${text.length} characters; give it at least ${API_KEY_LENGTH_MIN}.`);
}
