// One exchange of raw bytes: what a broken or hostile client may put on a connection, and what comes back until it is closed.
import { connect } from "node:net";
import type { Outcome } from "./exchange.ts";

const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) /;
/** Said before the answer to who asked whether to send a body. */
const GO_ON = /^HTTP\/1\.1 100 Continue\r\n\r\n/;
const HEADER_LINE = /^([^:]+): (.*)$/;

/** Sends the bytes and no more; the answer is null where the server closed without one. */
export function exchangeRaw(url: URL, bytes: Buffer, answerMsMax: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname);
    const parts: Buffer[] = [];
    socket.setTimeout(answerMsMax, () => {
      resolve({ failure: `raw bytes: the connection is open after ${answerMsMax} ms` });
      socket.destroy();
    });
    socket.on("data", (part) => parts.push(part));
    // Refused while it was still sending: what was read until then is the answer.
    socket.on("error", () => {});
    socket.once("close", () => resolve(outcomeOf(Buffer.concat(parts).toString("utf8"))));
    socket.end(bytes);
  });
}

/** The first answer of what came back; bytes that look like two requests may have two. */
function outcomeOf(text: string): Outcome {
  if (text.replace(GO_ON, "") === "") return { answer: null };
  const [head = "", ...rest] = text.replace(GO_ON, "").split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const status = STATUS_LINE.exec(first)?.[1];
  if (status === undefined) return { failure: `answered with what is no HTTP: ${text.slice(0, 200)}` };
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = "", value = ""] = HEADER_LINE.exec(line) ?? [];
    headers[name.toLowerCase()] = value;
  }
  const body = Buffer.from(rest.join("\r\n\r\n")).subarray(0, Number(headers["content-length"] ?? 0));
  return { answer: { status: Number(status), headers, text: body.toString("utf8") } };
}
