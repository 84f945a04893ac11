// A connection: how commands reach a server, from flags or the environment.
import { createClient } from "@purser/client";
import { CONNECTION_SETTINGS } from "./connection-settings.ts";
import { SettingsError } from "./settings.ts";

const { url, key } = CONNECTION_SETTINGS;

export const connectionArguments = {
  url: { type: "string", description: `${url.meaning} (${url.variable})`, valueHint: url.standard },
  key: { type: "string", description: `${key.meaning} (${key.variable})`, valueHint: key.hint },
  json: { type: "boolean", description: "Print the answer as JSON" },
} as const;

export type Client = ReturnType<typeof createClient>;

export interface Address {
  readonly baseUrl: string;
  readonly apiKey: string;
}

interface AddressFlags {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
}

/** `timeoutMs`: how long a call may take; the client's own 10 seconds when left out. */
export const connect = (flags: AddressFlags, timeoutMs?: number): Client =>
  createClient({ ...addressOf(flags), ...(timeoutMs === undefined ? {} : { timeoutMs }) });

export function addressOf(flags: AddressFlags): Address {
  const apiKey = flags.key ?? process.env[key.variable];
  if (apiKey === undefined || apiKey === "") {
    throw new SettingsError("No API key: give --key, or set PURSER_API_KEY to the key that `purser serve` printed.");
  }
  const baseUrl = flags.url ?? process.env[url.variable] ?? url.standard;
  return { baseUrl, apiKey };
}

/** `--dimension key=value`, once or several times (comma-separated in one). */
export function dimensionsOf(text: string | undefined): Record<string, string> {
  const dimensions: Record<string, string> = {};
  for (const part of (text ?? "").split(",").filter((one) => one !== "")) {
    const at = part.indexOf("=");
    if (at < 1) throw new SettingsError(`Dimension "${part}" has no value: write key=value, e.g. userId=ada.`);
    dimensions[part.slice(0, at)] = part.slice(at + 1);
  }
  return dimensions;
}
