// The command line as a user types it: serve, keys, check, ingest, verify, replay; exit codes and what stands on the screen.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RanCommand, runCommand, type ServerProcess, startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const BIN = join(import.meta.dirname, "../../packages/purser/bin/purser.js");
const KEY = "a-root-key-for-the-command-line-tests";
const COMMAND_MS_MAX = 30_000;

const run = (server: Pick<ServerProcess, "url"> | null, words: readonly string[], input = ""): Promise<RanCommand> =>
  runCommand(words, { key: KEY, input, ...(server === null ? {} : { url: server.url }) });

async function furnish(server: ServerProcess): Promise<void> {
  const put = (path: string, body: unknown): Promise<Response> =>
    fetch(server.url + path, {
      method: "PUT",
      headers: { "x-api-key": KEY, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await put("/v1/entity-types", { entityTypes: [{ id: "user", displayName: "User", attributionKeys: ["userId"] }] });
  await put("/v1/capabilities", { capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await put("/v1/customers/acme/entities", { entities: [{ id: "ada", entityTypeId: "user" }] });
  const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: "P1M", usageLimit: 1_000 }];
  await put("/v1/customers/acme/assignments", { assignments });
}

test("a first minute at the command line", { timeout: 120_000 }, () =>
  withDirectory(async (directory) => {
    const data = join(directory, "made", "on", "the", "way");
    const server = await startServerProcess({ data, key: KEY });
    await furnish(server);
    const ada = ["--dimension", "userId=ada"];

    expect(await run(server, ["ingest", "acme", "tokens", "900", ...ada])).toMatchObject({
      code: 0,
      out: expect.stringContaining("ada: 900 / 1000 (P1M)"),
    });
    expect(await run(server, ["check", "acme", "tokens", ...ada])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Granted"),
    });
    const denied = await run(server, ["check", "acme", "tokens", "--amount", "200", ...ada]);
    expect(denied).toMatchObject({ code: 1, out: expect.stringContaining("BudgetExceeded at ada") });
    const asJson = await run(server, ["check", "acme", "tokens", "--amount", "200", ...ada, "--json"]);
    expect(JSON.parse(asJson.out)).toMatchObject({ isGranted: false, available: 100 });

    const line = (amount: number) =>
      JSON.stringify({
        customerId: "acme",
        capabilityId: "tokens",
        amount,
        dimensions: { userId: "ada" },
        idempotencyKey: `n${amount}`,
      });
    const lines = [line(1), line(2), line(1), line(-3)].join("\n");
    expect(await run(server, ["ingest"], lines)).toMatchObject({
      code: 3,
      out: expect.stringContaining("2 accepted, 1 duplicate, 1 rejected."),
    });

    const made = await run(server, ["keys", "create", "dashboard", "--json"]);
    const { id, secret } = JSON.parse(made.out);
    expect(await run(server, ["check", "acme", "tokens", ...ada, "--key", secret])).toMatchObject({ code: 0 });
    expect(await run(server, ["ingest", "acme", "tokens", "1", ...ada, "--key", secret])).toMatchObject({
      code: 3,
      err: expect.stringContaining("Forbidden"),
    });
    expect(await run(server, ["keys", "revoke", id])).toMatchObject({ code: 0 });
    expect(await run(server, ["keys", "list", "--key", secret])).toMatchObject({
      code: 3,
      err: expect.stringContaining("Unauthenticated"),
    });

    expect(await run(server, ["verify"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Every counter equals the ledger."),
    });
    expect(await run(null, ["verify", "--data", data])).toMatchObject({
      code: 3,
      err: expect.stringContaining("held by another"),
    });
    expect(await server.end("SIGTERM")).toBe(0);
    expect(await run(null, ["verify", "--data", data])).toMatchObject({ code: 0 });
    expect(await run(server, ["check", "acme", "tokens", ...ada])).toMatchObject({ code: 4 });
    expect(await run(null, ["serve", "--port", "http", "--data", data])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Port"),
    });
  }),
);

test("the tree at the command line", { timeout: 120_000 }, () =>
  withDirectory(async (directory) => {
    const server = await startServerProcess({ data: join(directory, "data"), key: KEY });
    await furnish(server);
    await run(server, ["ingest", "acme", "tokens", "900", "--dimension", "userId=ada"]);
    const shown = await run(server, ["tree", "acme", "--min-utilization", "80%"]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^ada .*tokens \/ month +900 \/ 1,000 .*90%/m) });
    const told = await run(server, ["tree", "acme", "--sort", "id", "--type", "user", "--json"]);
    expect(JSON.parse(told.out)).toMatchObject({ data: [{ entityId: "ada", currentUsage: 900 }], totals: { rows: 1 } });
    expect(await run(server, ["tree", "nobody"])).toMatchObject({
      code: 3,
      err: expect.stringContaining("CustomerNotFound"),
    });
    for (const flags of [["--min-utilization", "most"], ["--watch"]]) {
      expect(await run(server, ["tree", "acme", ...flags])).toMatchObject({
        code: 2,
        err: expect.stringContaining(flags[0] ?? ""),
      });
    }
    expect(await server.end("SIGTERM")).toBe(0);
  }),
);

test("exceptions and limit requests at the command line", { timeout: 120_000 }, () =>
  withDirectory(async (directory) => {
    const server = await startServerProcess({ data: join(directory, "data"), key: KEY });
    await furnish(server);
    const grant = ["exceptions", "grant", "acme", "ada", "tokens", "--reason", "Launch", "--cadence"];
    const month = [...grant, "P1M", "--idempotencyKey", "g1"];
    const granted = await run(server, [...month, "--amount", "50", "--until", "never", "--json"]);
    expect(JSON.parse(granted.out)).toMatchObject({ id: "exc_1", amount: 50, until: null, isInForce: true });
    const again = await run(server, [...month, "--amount", "50", "--until", "never", "--json"]);
    expect(JSON.parse(again.out)).toMatchObject({ id: "exc_1", duplicate: true });
    const refused: [string[], number, string][] = [
      [[...month, "--amount", "60"], 3, "IdempotencyConflict"],
      [[...grant, "lifetime", "--amount", "60"], 3, "NotFound"],
      [[...month, "--amount", "60", "--limit", "2000"], 2, "not both"],
      [month, 2, "--limit or --amount"],
      [["requests", "list", "acme", "--state", "open"], 2, "pending, approved, denied"],
      [["requests", "approve", "acme", "lrq_9"], 3, "lrq_9"],
    ];
    for (const [words, code, text] of refused) {
      expect(await run(server, words)).toMatchObject({ code, err: expect.stringContaining(text) });
    }
    expect(await run(server, ["exceptions", "revoke", "acme", "exc_1"])).toMatchObject({ code: 0 });
    const listed = await run(server, ["exceptions", "list", "acme", "--entity", "ada", "--capability", "tokens"]);
    expect(listed.out).toBe("exc_1  ada  tokens / month  +50  until revoked  revoked  Launch\n");
    expect(await server.end("SIGTERM")).toBe(0);
  }),
);

test("a trace replayed over an organisation: every total equals a sum made here", { timeout: 120_000 }, () =>
  withDirectory(async (directory) => {
    const file = join(directory, "trace.csv");
    const users = 60;
    const calls = Array.from({ length: 600 }, (_, row) => ({
      context: 1 + ((row * 7_919) % 4_000),
      generated: (row * 104_729) % 900,
    }));
    const rows = calls.map(
      ({ context, generated }, row) =>
        `2023-11-16 18:15:${String(row % 60).padStart(2, "0")}.0000000,${context},${generated}`,
    );
    writeFileSync(file, `TIMESTAMP,ContextTokens,GeneratedTokens\n${rows.join("\n")}\n`);
    const server = await startServerProcess({ data: join(directory, "data"), key: KEY });
    const words = ["replay", file, "--users", String(users), "--json"];
    const sum = calls.reduce((total, { context, generated }) => total + context + generated, 0);
    expect(JSON.parse((await run(server, words)).out)).toMatchObject({
      calls: 600,
      accepted: 600,
      tokens: sum,
      wrongTotals: [],
    });
    expect(JSON.parse((await run(server, words)).out)).toMatchObject({ accepted: 0, duplicates: 600, wrongTotals: [] });
    const asked = await run(server, [
      "check",
      "replay",
      "replay-tokens",
      "--amount",
      "0",
      "--dimension",
      "replayUserId=user-0",
      "--json",
    ]);
    const used = new Map(
      JSON.parse(asked.out).chains[0].map((node: { entityId: string; currentUsage: number }) => [
        node.entityId,
        node.currentUsage,
      ]),
    );
    expect(used.get("org")).toBe(sum);
    const ofUser = calls
      .filter((_, row) => row % users === 0)
      .reduce((total, { context, generated }) => total + context + generated, 0);
    expect(used.get("user-0")).toBe(ofUser);
    expect(await server.end("SIGTERM")).toBe(0);
  }),
);

test("the demo lives: it prints an address, a key, how the enterprise stands and a request that works", {
  timeout: 60_000,
}, async () => {
  const child = spawn(process.execPath, [BIN, "demo"], {
    env: { ...process.env, PURSER_API_KEY: "", PURSER_PORT: "0" },
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  await expect.poll(() => out, { timeout: COMMAND_MS_MAX }).toContain("Stop with Ctrl-C");
  const requests = [...out.matchAll(/curl -s (\S+) -H '(authorization): ([^']+)' -H '[^']+' -d '(.+)'$/gm)];
  expect(requests).toHaveLength(1);
  for (const [, url = "", , authorization = "", body = ""] of requests) {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
  }
  expect(out).toMatch(/Acme Corporation .*credits \/ month .*9,000/);
  child.kill("SIGTERM");
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(code).toBe(0);
});
