// A request of the fuzzer: the parts that it was made of, and how they go over the wire.
import type { ApiOperation } from "./api-document.ts";

/** `valid`: as the document says. `spoiled`: one thing wrong. `wild`: whatever bytes. `repeated`: sent before. */
export type Manner = "valid" | "spoiled" | "wild" | "repeated";

/**
 * `whole`: with its length. `pieces`: chunked, without one. `cut`: the sender is gone in the middle of its body.
 * `raw`: the body is all that goes over the wire, whatever HTTP it is.
 */
export type Delivery = "whole" | "pieces" | "cut" | "raw";

/** What an operation is given: parameters by name, and a body (undefined = none). */
export interface Given {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface FuzzRequest {
  readonly manner: Manner;
  readonly method: string;
  /** Encoded, with its query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly delivery: Delivery;
  /** null where the bytes are not made of parts any more. */
  readonly given: Given | null;
}

export function encodeRequest(
  operation: ApiOperation,
  given: Given,
  headers: Readonly<Record<string, string>>,
): FuzzRequest {
  const body = given.body === undefined ? null : Buffer.from(JSON.stringify(given.body) ?? "");
  const type = operation.body?.has("application/json") === false ? [...operation.body.keys()][0] : "application/json";
  return {
    manner: "valid",
    method: operation.method,
    target: targetOf(operation, given.parameters),
    headers: { ...headers, ...(body === null ? {} : { "content-type": type ?? "application/json" }) },
    body,
    delivery: "whole",
    given,
  };
}

function targetOf(operation: ApiOperation, parameters: Readonly<Record<string, unknown>>): string {
  const path = operation.template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(parameters[name]));
  const inPath = new Set(operation.parameters.filter((one) => one.in === "path").map(({ name }) => name));
  const query = Object.entries(parameters)
    .filter(([name]) => !inPath.has(name))
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${encode(name)}=${encode(one)}`),
    );
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

export const parameterText = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value ?? "");

/** Percent-encoded, lone surrogates too: as three bytes that are no UTF-8. */
function encode(value: unknown): string {
  const text = parameterText(value);
  return text.isWellFormed() ? encodeURIComponent(text) : "%ED%A0%80";
}

const SHOWN_MAX = 700;

export function tellRequest({ manner, method, target, headers, body, delivery }: FuzzRequest): string {
  const { authorization, ...others } = headers;
  const text = body === null ? "" : ` ${body.toString("utf8").slice(0, SHOWN_MAX)}`;
  return `${manner} ${delivery} ${method} ${target.slice(0, SHOWN_MAX)} ${JSON.stringify(others)}${text}`;
}
