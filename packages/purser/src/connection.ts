// A connection: how commands reach a server, from flags or the environment.
import { createClient } from "@purser/client";
import { DEFAULT_HOST, DEFAULT_PORT, SettingsError } from "./settings.ts";

export const connectionArguments = {
  url: { type: "string", description: "Address of the server (PURSER_URL)", valueHint: "http://127.0.0.1:7411" },
  key: { type: "string", description: "API key (PURSER_API_KEY)", valueHint: "purser_…" },
  json: { type: "boolean", description: "Print the answer as JSON" },
} as const;

export type Client = ReturnType<typeof createClient>;

/** `timeoutMs` for calls that may take longer than the client's own patience. */
export function connect(
  flags: { readonly url?: string | undefined; readonly key?: string | undefined },
  patience: { readonly timeoutMs?: number } = {},
): Client {
  const apiKey = flags.key ?? process.env.PURSER_API_KEY;
  if (apiKey === undefined || apiKey === "") {
    throw new SettingsError("No API key: give --key, or set PURSER_API_KEY to the key that `purser serve` printed.");
  }
  const baseUrl = flags.url ?? process.env.PURSER_URL ?? `http://${DEFAULT_HOST}:${DEFAULT_PORT}`;
  return createClient({ baseUrl, apiKey, ...patience });
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
