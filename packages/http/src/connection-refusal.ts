// Connection refusals: what Node's parser gave up on is told in our own form, before any route or reply exists.
import type { Socket } from "node:net";
import { answerProblem } from "@purser/service";
import { replyOf } from "./problem-reply.ts";
import { refusalOf } from "./refusal.ts";

/** A request that Node's parser gave up on has no reply: the problem is written to its connection. */
export function refuseConnection(error: Error, socket: Socket, requestId: string): void {
  if (!socket.writable || ("code" in error && error.code === "ECONNRESET")) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = replyOf(answerProblem(refusalOf(error), requestId));
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${status} Refused\r\n${head}\r\n${isHead(error) ? "" : body}`);
}

/** HEAD is answered without a body also where nothing was read but its first bytes. */
const isHead = (error: Error): boolean =>
  "rawPacket" in error && Buffer.isBuffer(error.rawPacket) && error.rawPacket.subarray(0, 5).equals(HEAD);

const HEAD = Buffer.from("HEAD ");
