// Wild requests: bytes, headers, methods and addresses as no client of ours would send them.
import fc from "fast-check";
import type { Chance } from "../simulator/chance.ts";
import type { FuzzRequest } from "./fuzz-request.ts";
import { sampled } from "./text-maker.ts";

type Change = Partial<FuzzRequest>;
type Wilder = (chance: Chance, request: FuzzRequest) => Change;

const JSON_TYPE = "application/json";
/** More than a body may weigh, an address may have, headers may hold (page 5). */
const HEAVY_BYTES = 1_100_000;
const LONG_CHARACTERS = 13_000;
const DEEP_LEVELS = 20_000;

const withBody = (request: FuzzRequest, body: Buffer | string, type = JSON_TYPE): Change => ({
  body: Buffer.from(body),
  method: request.method === "GET" ? "POST" : request.method,
  headers: { ...request.headers, "content-type": type },
});

const withHeaders = (request: FuzzRequest, headers: Readonly<Record<string, string>>): Change => ({
  headers: { ...request.headers, ...headers },
});

const textOf = ({ body }: FuzzRequest): string => body?.toString("utf8") ?? "{}";

const TYPES = [
  "text/plain",
  "application/xml",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "json",
  ";",
  "application/JSON",
];
const ACCEPTS = [
  "text/html",
  "application/xml",
  "*/*;q=0",
  "",
  "application/json;q=0.1, text/html",
  "image/*",
  "garbage",
];
const ENCODINGS = ["gzip", "br", "deflate", "identity", "gzip, identity"];
const METHODS = ["PATCH", "OPTIONS", "HEAD", "DELETE", "TRACE", "PUT", "POST", "GET", "PROPFIND", "QUERY"];
const TAILS = ["/", "//", "/..", "/%2e%2e/%2e%2e/", "%", "%zz", "%00", "%C0%AF", "%ED%A0%80", ";a=b", "/.", "?", "#"];
const QUERIES = [
  "limit=1&limit=2",
  "=",
  "&&&",
  "__proto__[a]=1",
  "a[]=1",
  "limit=%00",
  "after=%ff",
  "%",
  "limit=+1",
  "search=%F0%9F%92%A9",
];
const NUMBERS = ["1e400", "-1e400", "NaN", "Infinity", "01", "1.", "-0", "0x1", "1_000", "9".repeat(5_000)];

/** A head, its body, and whatever a broken or hostile client makes of them. */
const RAWS: readonly ((line: string, key: string, body: string) => string)[] = [
  (line, key, body) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: 999999\r\n\r\n${body}`,
  (line, key, body) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: 1\r\n\r\n${body}`,
  (line, key, body) =>
    `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n${body}`,
  (line, key, body) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${body}\r\n`,
  (line, key, body) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\ntransfer-encoding: chunked\r\n\r\nff\r\n${body}\r\n`,
  (line, key) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: -1\r\n\r\n`,
  (line, key) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n`,
  (line, key) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{`,
  (line, key) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\nexpect: the-impossible\r\n\r\n`,
  (line, key) => `${line} HTTP/1.1\r\nhost: x\r\n${key}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`,
  (line, key) => `${line} HTTP/1.1\r\nhost: x\r\nno colon\r\n${key}\r\n\r\n`,
  (line) => `${line} HTTP/1.1\r\nhost: x\r\nx-null: \u0000\r\n\r\n`,
  (line, key) => `${line} HTTP/1.1\r\n${key}\r\n\r\n`,
  (line) => `${line} HTTP/9.9\r\nhost: x\r\n\r\n`,
  (line) => `${line}\r\n\r\n`,
  (line, key) => `${line} HTTP/1.0\r\n${key}\r\n\r\n`,
  (line, key) => `${line} HTTP/1.1\r\nhost: x\r\n${key}`,
  (line) => line.slice(0, 2),
  () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
  (_, key) => `HEAD /v1/customers HTTP/1.1\r\nno colon\r\n${key}\r\n\r\n`,
  () => "\r\n".repeat(50),
];

function rawRequest(chance: Chance, request: FuzzRequest): Change {
  const key = Object.entries(request.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\r\n");
  const line = `${request.method} ${request.target}`;
  return { delivery: "raw", body: Buffer.from(chance.pick(RAWS)(line, key || "a: b", textOf(request))) };
}

const WILDERS: readonly Wilder[] = [
  (chance, request) => withBody(request, Buffer.from(sampled(chance, fc.uint8Array({ maxLength: 200 })))),
  (chance, request) => withBody(request, JSON.stringify(sampled(chance, fc.jsonValue({ maxDepth: 4 })))),
  (chance, request) => withBody(request, textOf(request).slice(0, chance.below(textOf(request).length + 1))),
  (chance, request) => withBody(request, textOf(request).replace(/-?\d+(\.\d+)?(?=[,}\]])/, chance.pick(NUMBERS))),
  (_, request) => withBody(request, textOf(request).replace(/\{("[^"]+"):/, "{$1:1,$1:")),
  (_, request) => withBody(request, textOf(request).replace(/\{/, '{"\\u005f_proto__":{"isGranted":true},')),
  (chance, request) => withBody(request, chance.pick(["[", '{"a":', '"']).repeat(DEEP_LEVELS)),
  (_, request) => withBody(request, `{"a":"${"x".repeat(HEAVY_BYTES)}"}`),
  (_, request) => withBody(request, `\ufeff${textOf(request)}`),
  (chance, request) => withBody(request, textOf(request), chance.pick(TYPES)),
  (chance, request) => ({ ...withBody(request, textOf(request)), delivery: chance.isWithin(0.9) ? "pieces" : "whole" }),
  (_, request) => ({ ...withBody(request, textOf(request)), delivery: "cut" }),
  rawRequest,
  rawRequest,
  (_, request) => withHeaders(request, { "content-type": JSON_TYPE }),
  (chance, request) => withHeaders(request, { accept: chance.pick(ACCEPTS) }),
  (chance, request) => withHeaders(request, { "content-encoding": chance.pick(ENCODINGS) }),
  (_, request) => withHeaders(request, { "x-request-id": "req_\u00e9", "x-forwarded-for": "::1", host: "" }),
  (_, request) => withHeaders(request, { "x-padding": "p".repeat(30_000) }),
  (_, request) => withHeaders(request, { authorization: "Bearer " }),
  (_, request) => withHeaders(request, { authorization: "Basic cHVyc2VyOng=", "x-api-key": "" }),
  (chance, request) => withHeaders(request, { authorization: `Bearer ${"k".repeat(chance.pick([1, 43, 10_000]))}` }),
  (chance) => ({ method: chance.pick(METHODS) }),
  (chance, request) => ({ target: request.target.split("?", 1)[0] + chance.pick(TAILS) }),
  (chance, request) => ({
    target: `${request.target}${request.target.includes("?") ? "&" : "?"}${chance.pick(QUERIES)}`,
  }),
  (chance, request) => ({ target: `${request.target}${chance.pick(["", "/", "?a="])}${"w".repeat(LONG_CHARACTERS)}` }),
  (chance, request) => ({
    target: request.target.replace(/[^/]+(?=\/|$)/, chance.pick(["V1", "v2", "%76%31", "..", ""])),
  }),
];

/** The request with one or two things about it gone wild. */
export function makeWild(chance: Chance, request: FuzzRequest): FuzzRequest {
  const once = { ...request, ...chance.pick(WILDERS)(chance, request) };
  const twice =
    once.delivery !== "raw" && chance.isWithin(0.25) ? { ...once, ...chance.pick(WILDERS)(chance, once) } : once;
  return { ...twice, manner: "wild", given: null };
}
