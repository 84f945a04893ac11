// The framework alone: the one that serves Purser, with its own body parser, serialising a constant anew as the echo does.
import { createRequire } from "node:module";
import type { createApp } from "@purser/http";

const makeFramework = createRequire(import.meta.resolve("@purser/http"))("fastify") as () => ReturnType<
  typeof createApp
>;

const answer = JSON.parse(process.env.ECHO_ANSWER ?? "{}") as unknown;
const app = makeFramework();
app.post("/*", async (_, reply) => {
  reply.header("content-type", "application/json; charset=utf-8");
  return reply.send(JSON.stringify(answer));
});

const url = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${JSON.stringify({ port: Number(new URL(url).port) })}\n`);
process.on("SIGTERM", () => void app.close().then(() => process.exit(0)));
