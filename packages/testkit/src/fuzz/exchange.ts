// One exchange over HTTP as it really goes: the request's bytes out, the answer's status, headers and text back, within a bound.

import { Agent, type ClientRequest, type IncomingMessage, request as open } from "node:http";
import { HEADERS_BYTES_MAX, URL_LENGTH_MAX } from "@purser/contract";
import type { FuzzRequest } from "./fuzz-request.ts";
import { exchangeRaw } from "./raw-exchange.ts";

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** The answer, or why none came; null where none was waited for. */
export type Outcome = { readonly answer: Answered | null } | { readonly failure: string };

/** The slowest honest answer (a fold of a large ledger on a busy machine) takes a tenth of this. */
const ANSWER_MS_MAX = 20_000;
/** A stream of events never ends by itself; so long it is listened to. */
const STREAM_MS = 250;
const PIECE_BYTES = 61;
const SOCKETS_MAX = 16;

export class Exchanges {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  send(request: FuzzRequest): Promise<Outcome> {
    if (request.delivery === "raw") return exchangeRaw(this.#url, request.body ?? Buffer.alloc(0), ANSWER_MS_MAX);
    const { method, target, headers, body, delivery } = request;
    const length = body === null || delivery === "pieces" ? {} : { "content-length": String(body.length) };
    const options = {
      host: this.#url.hostname,
      port: this.#url.port,
      method,
      path: target,
      agent: this.#agent,
      headers: { ...headers, ...length },
    };
    return new Promise((resolve) => {
      const sent = open(options, (answer) => read(answer).then(resolve, (error) => resolve(failed(error))));
      sent.setTimeout(ANSWER_MS_MAX, () => sent.destroy(new Error(`no answer within ${ANSWER_MS_MAX} ms`)));
      // An answer that came before the body was through (413) counts, whatever becomes of the connection.
      sent.on("error", (error) => resolve(isCutOff(error, request) ? { answer: null } : failed(error)));
      if (body !== null && delivery === "cut") cutShort(sent, body, () => resolve({ answer: null }));
      else sendBody(sent, request);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** A server that has read enough of a head answers and closes; whoever still writes then may never see the answer. */
const isCutOff = (error: NodeJS.ErrnoException, { target, headers }: FuzzRequest): boolean =>
  (error.code === "EPIPE" || error.code === "ECONNRESET") &&
  target.length + JSON.stringify(headers).length > HEADERS_BYTES_MAX + URL_LENGTH_MAX;

const failed = (error: unknown): Outcome => ({ failure: error instanceof Error ? error.message : String(error) });

function sendBody(sent: ClientRequest, { body, delivery }: FuzzRequest): void {
  for (let at = 0; delivery === "pieces" && at < (body?.length ?? 0); at += PIECE_BYTES) {
    sent.write(body?.subarray(at, at + PIECE_BYTES));
  }
  sent.end(delivery === "pieces" ? undefined : body);
}

/** Half of the body is on its way when its sender goes. */
function cutShort(sent: ClientRequest, body: Buffer, done: () => void): void {
  sent.removeAllListeners("error").on("error", done).once("close", done);
  sent.write(body.subarray(0, body.length / 2), () => sent.destroy());
}

function read(answer: IncomingMessage): Promise<Outcome> {
  const { statusCode: status = 0, headers } = answer;
  const isStream = headers["content-type"]?.startsWith("text/event-stream") === true;
  answer.setEncoding("utf8");
  let text = "";
  return new Promise((resolve, reject) => {
    const settle = (): void => resolve({ answer: { status, headers, text } });
    answer.on("data", (part: string) => {
      text += part;
    });
    answer.once("end", settle);
    answer.once("error", reject);
    if (isStream) setTimeout(() => answer.destroy(), STREAM_MS).unref();
    if (isStream) answer.once("close", settle);
  });
}
