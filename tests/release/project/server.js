// A stranger's program with a server of its own, started by npx and asked through the client.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClient } from "@purser/client";

const data = mkdtempSync(join(tmpdir(), "purser-server-"));
const words = ["purser", "serve", "--port", "0", "--data", data, "--json"];
const server = spawn("npx", words, { stdio: ["ignore", "pipe", "pipe"] });
let log = "";
server.stderr.setEncoding("utf8").on("data", (text) => {
  log += text;
});
const ended = once(server, "exit");
try {
  const [line] = await once(createInterface({ input: server.stdout }), "line");
  const { url, key } = JSON.parse(line);
  const client = createClient({ baseUrl: url, apiKey: key });
  await client.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await client.upsertCustomers({ customers: [{ id: "acme" }] });
  const { isGranted } = await client.check({ customerId: "acme", capabilityId: "tokens", dimensions: {} });
  await client.close();
  const start = JSON.parse(log.split("\n")[0]);
  process.kill(start.pid, "SIGTERM");
  const [code] = await ended;
  const messages = log
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one).message);
  console.log(JSON.stringify({ node: process.version, serverNode: start.node, granted: isGranted, code, messages }));
} finally {
  server.kill();
  rmSync(data, { recursive: true, force: true });
}
