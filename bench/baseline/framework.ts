// The framework alone: Fastify with its own body parser, answering a constant that it serialises anew, as the echo does.
import Fastify from "fastify";

const answer = JSON.parse(process.env.ECHO_ANSWER ?? "{}") as unknown;
const app = Fastify();
app.post("/*", async (_, reply) => {
  reply.header("content-type", "application/json; charset=utf-8");
  return reply.send(JSON.stringify(answer));
});

const url = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${JSON.stringify({ port: Number(new URL(url).port) })}\n`);
process.on("SIGTERM", () => void app.close().then(() => process.exit(0)));
