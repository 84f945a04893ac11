// The measured server: Purser on a directory, as `purser serve` starts it, telling how long it took to be ready.
import { startServer } from "purser";

const [data = "", apiKey = ""] = process.argv.slice(2);
const start = performance.now();
const server = await startServer(
  { host: "127.0.0.1", port: 0, data, apiKey },
  { report: (error) => console.error(error), onFailure: (error) => console.error(error) },
);
const readyMs = performance.now() - start;
process.stdout.write(`${JSON.stringify({ port: Number(new URL(server.url).port), readyMs })}\n`);
process.on("SIGTERM", () => void server.close().then(() => process.exit(0)));
