// A connection of the load: one request at a time over a raw socket, which costs less than the server that it loads.
import { connect, type Socket } from "node:net";

export const API_KEY = "root-key-of-a-bench-that-is-long-enough";

/** The whole request as bytes, so that sending it is one write. */
export function requestBytes(method: string, path: string, body?: unknown): Buffer {
  const text = body === undefined ? "" : JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    `authorization: Bearer ${API_KEY}`,
    ...(text === "" ? [] : ["content-type: application/json", `content-length: ${Buffer.byteLength(text)}`]),
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${text}`);
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = Buffer.from("content-length: ");
const DIGIT_0 = 48;
/** The status stands behind "HTTP/1.1 ". */
const STATUS_AT = 9;
const SUCCESS = 50;

export class Connection {
  isFree = true;
  readonly #socket: Socket;
  #answered: (body: Buffer) => void = () => {};
  #chunk: Buffer | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", (error) => {
      throw error;
    });
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Connection(socket);
  }

  send(request: Buffer, answered: (body: Buffer) => void): void {
    this.isFree = false;
    this.#answered = answered;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const whole = this.#chunk === null ? chunk : Buffer.concat([this.#chunk, chunk]);
    const headEnd = whole.indexOf(HEAD_END);
    const body = headEnd + HEAD_END.length;
    if (headEnd < 0 || whole.length < body + lengthOf(whole)) {
      this.#chunk = whole;
      return;
    }
    this.#chunk = null;
    if (whole[STATUS_AT] !== SUCCESS) throw new Error(`The server refused: ${whole.toString("utf8").slice(0, 1_000)}`);
    this.isFree = true;
    this.#answered(whole.subarray(body));
  }
}

function lengthOf(answer: Buffer): number {
  let length = 0;
  const at = answer.indexOf(LENGTH);
  if (at < 0) throw new Error("An answer has no content-length.");
  for (let index = at + LENGTH.length; ; index += 1) {
    const digit = (answer[index] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) return length;
    length = length * 10 + digit;
  }
}

/** One call, its answer parsed. */
export async function callOnce(port: number, request: Buffer): Promise<unknown> {
  const connection = await Connection.open(port);
  const body = await new Promise<Buffer>((resolve) => connection.send(request, resolve));
  connection.close();
  return JSON.parse(body.toString("utf8"));
}
