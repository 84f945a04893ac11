// The echo: a bare node:http server that parses a body and serialises a constant answer, the least any HTTP check costs.
import { createServer } from "node:http";
import { Worker } from "node:worker_threads";

const answer = JSON.parse(process.env.ECHO_ANSWER ?? "{}") as unknown;
/** Set for F4: a ledger that a thread writes to beside the echo. */
const writes = process.env.ECHO_WRITES;
if (writes !== undefined) new Worker(new URL("./write-thread.ts", import.meta.url), { workerData: JSON.parse(writes) });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const body = JSON.stringify(answer);
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
