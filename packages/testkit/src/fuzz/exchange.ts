// One exchange over HTTP as it really goes: the request's bytes out, the answer's status, headers and text back, within a bound.
import { Agent, type IncomingMessage, request as open } from "node:http";
import type { FuzzRequest } from "./fuzz-request.ts";

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** The answer, or why none came. */
export type Outcome = { readonly answer: Answered } | { readonly failure: string };

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

  send({ method, target, headers, body, isChunked }: FuzzRequest): Promise<Outcome> {
    const length = body === null || isChunked ? {} : { "content-length": String(body.length) };
    const options = {
      host: this.#url.hostname,
      port: this.#url.port,
      method,
      path: target,
      agent: this.#agent,
      headers: { ...headers, ...length },
    };
    return new Promise((resolve) => {
      const request = open(options, (answer) => read(answer).then(resolve, (error) => resolve(failed(error))));
      request.setTimeout(ANSWER_MS_MAX, () => request.destroy(new Error(`no answer within ${ANSWER_MS_MAX} ms`)));
      // An answer that came before the body was through (413) counts, whatever becomes of the connection.
      request.on("error", (error) => resolve(failed(error)));
      if (body !== null && isChunked) writePieces(body, (piece) => request.write(piece));
      request.end(body === null || isChunked ? undefined : body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

const failed = (error: unknown): Outcome => ({ failure: error instanceof Error ? error.message : String(error) });

function writePieces(body: Buffer, write: (piece: Buffer) => void): void {
  for (let at = 0; at < body.length; at += PIECE_BYTES) write(body.subarray(at, at + PIECE_BYTES));
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
