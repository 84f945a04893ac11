// Transports: how a request travels: keep-alive node:http in Node (0.12 ms a call), fetch elsewhere (0.31 ms, page 7).
import type { Agent, IncomingMessage } from "node:http";
import type { Method } from "./calls.ts";

export interface WireRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  readonly text: string;
  header(name: string): string | null;
}

export interface Transport {
  send(request: WireRequest): Promise<WireAnswer>;
  close(): void;
}

/** Connections kept to one server; more requests than that wait for a free one. */
const SOCKETS_MAX = 256;

export const fetchTransport: Transport = {
  async send({ method, url, headers, body, signal }) {
    const answer = await fetch(url, { method, headers, body, signal });
    const text = await answer.text();
    return { status: answer.status, text, header: (name) => answer.headers.get(name) };
  },
  close: () => {},
};

/** Node's own client where there is one; anything else (browsers, edge workers) has fetch. */
export async function defaultTransport(baseUrl: string): Promise<Transport> {
  if (typeof process === "undefined" || process.versions?.node === undefined) return fetchTransport;
  const isSecure = baseUrl.startsWith("https:");
  const http = isSecure ? await import("node:https") : await import("node:http");
  const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  return {
    send: (request) => sendByNode(http.request, agent, request),
    close: () => agent.destroy(),
  };
}

function sendByNode(
  open: typeof import("node:http").request,
  agent: Agent,
  { method, url, headers, body, signal }: WireRequest,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const request = open(url, { method, agent, signal, headers: { ...headers, ...length } }, (answer) =>
      readAnswer(answer).then(resolve, reject),
    );
    request.once("error", reject);
    request.end(body ?? undefined);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<WireAnswer> {
  answer.setEncoding("utf8");
  let text = "";
  for await (const part of answer) text += part;
  const header = (name: string): string | null => {
    const value = answer.headers[name];
    return value === undefined ? null : String(value);
  };
  return { status: answer.statusCode ?? 0, text, header };
}
