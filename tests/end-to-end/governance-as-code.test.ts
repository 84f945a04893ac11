// Governance as code as a user types it: plan, apply and export of 10,000 entities against real servers, all or nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RanCommand, runCommand, type ServerProcess, startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-the-governance-tests";
const TEAMS = 100;
const ENTITIES = 10_000;

const run = (server: Pick<ServerProcess, "url">, words: readonly string[], input = ""): Promise<RanCommand> =>
  runCommand(words, { key: KEY, url: server.url, input });

const call = async (server: ServerProcess, method: string, path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(server.url + path, {
    method,
    headers: { "x-api-key": KEY, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
};

/** The metrics tell how many requests of each operation came. */
async function applies(server: ServerProcess): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => /_count\{|_total\{/.test(line) && line.includes("applyGovernance"));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

function enterprise(): string {
  const teams = Array.from({ length: TEAMS }, (_, team) => `      - { id: team-${team}, entityTypeId: team }`);
  const users = Array.from(
    { length: ENTITIES - TEAMS },
    (_, user) =>
      `      - { id: user-${user}, entityTypeId: user, parentId: team-${user % TEAMS}, displayName: User ${user} }`,
  );
  const limits = users.map(
    (_, user) => `      - { entityId: user-${user}, capabilityId: tokens, cadence: P1M, usageLimit: ${1_000 + user} }`,
  );
  return `entityTypes:
  - { id: team, displayName: Team, attributionKeys: [teamId] }
  - { id: user, displayName: User, attributionKeys: [userId], autoProvision: { parentFrom: teamId } }
capabilities:
  - { id: tokens, kind: feature, displayName: Tokens }
  - { id: credits, kind: currency, displayName: Credits, unitSingular: credit }
defaultAssignments:
  - { entityTypeId: user, capabilityId: credits, cadence: P1M, usageLimit: "12.50" }
customers:
  - id: acme
    displayName: "Acme: the whole"
    timeZone: Europe/Berlin
    anchor: "2026-01-15T00:00:00Z"
    metadata: { plan: gold }
    entities:
${[...teams, ...users].join("\n")}
    defaultAssignments:
      - { entityTypeId: team, capabilityId: tokens, cadence: P1D, usageLimit: 5, scopeEntityIds: [user-3] }
    assignments:
      - { entityId: team-1, capabilityId: credits, cadence: null, usageLimit: null, timeZone: UTC, anchor: null }
${limits.join("\n")}
`;
}

test("10,000 entities are applied, planned, exported and applied elsewhere", { timeout: 600_000 }, () =>
  withDirectory(async (directory) => {
    const file = join(directory, "governance.yaml");
    writeFileSync(file, enterprise());
    const server = await startServerProcess({ data: join(directory, "one"), key: KEY });

    const planned = await run(server, ["plan", "-f", file]);
    expect(planned).toMatchObject({
      code: 2,
      out: expect.stringContaining("19908 to create, 0 to change, 0 to delete."),
    });
    const applied = await run(server, ["apply", "-f", file]);
    expect(applied).toMatchObject({
      code: 0,
      out: expect.stringContaining("Applied: 19908 written, all in one step."),
    });
    const sent = await applies(server);
    expect(sent).toBeGreaterThan(0);
    expect(await run(server, ["apply", "-f", file, "--prune"])).toMatchObject({ code: 0, out: "No changes.\n" });
    expect(await run(server, ["plan", "-f", file, "--prune"])).toMatchObject({ code: 0, out: "No changes.\n" });
    expect(await applies(server)).toBe(sent);

    const changed = enterprise().replace("usageLimit: 1007 ", "usageLimit: 2000 ");
    writeFileSync(file, changed);
    expect(await run(server, ["plan", "-f", file])).toMatchObject({
      code: 2,
      out: "Customer acme\n  ~ assignment  user-7 · tokens · P1M  usageLimit: 1007 → 2000\n\n0 to create, 1 to change, 0 to delete.\n",
    });

    const exported = await run(server, ["export"]);
    const copy = join(directory, "copy.yaml");
    writeFileSync(copy, exported.out);
    expect(await run(server, ["plan", "-f", copy, "--prune"])).toMatchObject({ code: 0 });
    const other = await startServerProcess({ data: join(directory, "two"), key: KEY });
    expect(await run(other, ["apply", "-f", copy])).toMatchObject({ code: 0 });
    expect((await run(other, ["export", "acme"])).out).toBe(readFileSync(copy, "utf8"));
    expect(await server.end("SIGTERM")).toBe(0);
    expect(await other.end("SIGTERM")).toBe(0);
  }),
);

const SMALL = `entityTypes:
  - { id: user, displayName: User, attributionKeys: [userId] }
capabilities:
  - { id: tokens, kind: feature, displayName: Tokens }
customers:
  - id: acme
    entities:
      - { id: ada, entityTypeId: user }
      - { id: grace, entityTypeId: user }
    assignments:
      - { entityId: ada, capabilityId: tokens, cadence: P1M, usageLimit: 100 }
      - { entityId: grace, capabilityId: tokens, cadence: P1D, usageLimit: 5 }
`;

test("a conflict applies nothing, prune deletes what is gone, and a bad file never leaves", { timeout: 300_000 }, () =>
  withDirectory(async (directory) => {
    const server = await startServerProcess({ data: join(directory, "data"), key: KEY });
    const entities = async (): Promise<unknown> => {
      const { data } = (await call(server, "GET", "/v1/customers/acme/entities")) as { data: { id: string }[] };
      return data.map(({ id }) => id);
    };
    expect(await run(server, ["apply", "-f", "-"], SMALL)).toMatchObject({ code: 0 });

    // Everything but the last line could be written.
    const refused = SMALL.replace("- { id: ada,", "- { id: kurt, entityTypeId: user }\n      - { id: ada,").replace(
      "entityId: grace",
      "entityId: nobody",
    );
    for (const command of ["plan", "apply"]) {
      expect(await run(server, [command, "-f", "-"], refused)).toMatchObject({
        code: command === "plan" ? 1 : 3,
        err: expect.stringContaining('<stdin>:13:11: InvalidRequest: No entity "nobody" at this customer.'),
      });
    }
    expect(await entities()).toEqual(["ada", "grace"]);

    const pruned = SMALL.replace("      - { id: grace, entityTypeId: user }\n", "").replace(
      / {6}- \{ entityId: grace.*\n/,
      "",
    );
    expect(await run(server, ["plan", "-f", "-"], pruned)).toMatchObject({
      code: 0,
      out: "No changes. 2 not in the file, left alone.\n",
    });
    expect(await run(server, ["apply", "-f", "-", "--prune"], pruned)).toMatchObject({
      code: 0,
      out: `Customer acme
  - entity      grace
  - assignment  grace · tokens · P1D

0 to create, 0 to change, 2 to delete.
Applied: 2 written, all in one step.
`,
    });
    expect(await run(server, ["plan", "-f", "-", "--prune"], pruned)).toMatchObject({ code: 0, out: "No changes.\n" });
    expect(await run(server, ["apply", "-f", "-"], SMALL)).toMatchObject({
      code: 0,
      out: expect.stringContaining("+ entity      grace  brought back"),
    });
    expect(await run(server, ["plan", "-f", "-", "--prune"], SMALL)).toMatchObject({ code: 0 });

    expect(await run(server, ["apply", "-f", "-"], SMALL.replace("cadence", "cadance"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("<stdin>:11:48: "),
    });
    const { secret } = (await call(server, "POST", "/v1/api-keys", { displayName: "ci", access: "read" })) as {
      secret: string;
    };
    const more = SMALL.replace("usageLimit: 100 ", "usageLimit: 200 ");
    expect(await run(server, ["plan", "-f", "-", "--key", secret], more)).toMatchObject({
      code: 2,
      out: expect.stringContaining("usageLimit: 100 → 200"),
      err: expect.stringContaining("may only read"),
    });
    expect(await run(server, ["apply", "-f", "-", "--key", secret], more)).toMatchObject({ code: 3 });
    expect(await server.end("SIGTERM")).toBe(0);
    expect(await run(server, ["plan", "-f", "-"], SMALL)).toMatchObject({ code: 1 });
  }),
);

test("what is carved travels, and a document that carves out too much is refused", { timeout: 300_000 }, () =>
  withDirectory(async (directory) => {
    const server = await startServerProcess({ data: join(directory, "data"), key: KEY });
    const shared = SMALL.replace("{ id: ada, entityTypeId: user }", "{ id: ada, entityTypeId: user, parentId: grace }")
      .replace("usageLimit: 100 }", "usageLimit: 40 }")
      .replace("cadence: P1D, usageLimit: 5 }", "cadence: P1M, usageLimit: 100 }");
    const carved = shared.replace("usageLimit: 40 }", "usageLimit: 40, allocation: carved }");
    expect(await run(server, ["apply", "-f", "-"], shared)).toMatchObject({ code: 0 });
    expect(await run(server, ["plan", "-f", "-"], carved)).toMatchObject({
      code: 2,
      out: "Customer acme\n  ~ assignment  ada · tokens · P1M  allocation: shared → carved\n\n0 to create, 1 to change, 0 to delete.\n",
    });
    expect(await run(server, ["apply", "-f", "-"], carved)).toMatchObject({ code: 0 });
    // What is left out stays as it is.
    expect(await run(server, ["plan", "-f", "-"], shared)).toMatchObject({ code: 0, out: "No changes.\n" });
    const exported = (await run(server, ["export"])).out;
    expect(exported).toContain("usageLimit: 40, allocation: carved }");
    expect(await run(server, ["plan", "-f", "-", "--prune"], exported)).toMatchObject({
      code: 0,
      out: "No changes.\n",
    });
    const other = await startServerProcess({ data: join(directory, "other"), key: KEY });
    expect(await run(other, ["apply", "-f", "-"], exported)).toMatchObject({ code: 0 });
    expect((await run(other, ["export"])).out).toBe(exported);
    const tooMuch = carved.replace("usageLimit: 100 }", "usageLimit: 39 }");
    const refused = await run(server, ["apply", "-f", "-"], tooMuch);
    expect(refused.err).toContain("AllocationConflict");
    expect(refused.err).toContain("has a limit of 39, and the limits carved out of it would come to 40");
    expect((await run(server, ["export"])).out).toBe(exported);
    expect(await server.end("SIGTERM")).toBe(0);
    expect(await other.end("SIGTERM")).toBe(0);
  }),
);

test(
  "how a limit is enforced travels: a line of a plan, a word of an export, kept where it is left out",
  {
    timeout: 120_000,
  },
  () =>
    withDirectory(async (directory) => {
      const server = await startServerProcess({ data: join(directory, "data"), key: KEY });
      const soft = SMALL.replace("usageLimit: 100 }", 'usageLimit: 100, enforcement: soft, overageLimit: "20.0" }')
        .replace("usageLimit: 5 }", "usageLimit: 5, enforcement: shadow }")
        .replace("[userId] }", "[userId], maxOpenReservations: 4 }");
      expect(await run(server, ["apply", "-f", "-"], SMALL)).toMatchObject({ code: 0 });
      expect(await run(server, ["plan", "-f", "-"], soft)).toMatchObject({
        code: 2,
        out: `Environment
  ~ entity type user  maxOpenReservations: none → 4

Customer acme
  ~ assignment  ada · tokens · P1M  enforcement: hard → soft, overageLimit: none → 20
  ~ assignment  grace · tokens · P1D  enforcement: hard → shadow

0 to create, 3 to change, 0 to delete.
`,
      });
      expect(await run(server, ["apply", "-f", "-"], soft)).toMatchObject({ code: 0 });
      for (const same of [soft, SMALL]) {
        expect(await run(server, ["plan", "-f", "-"], same)).toMatchObject({ code: 0, out: "No changes.\n" });
      }
      const exported = (await run(server, ["export"])).out;
      expect(exported).toContain("attributionKeys: [ userId ], maxOpenReservations: 4 }");
      expect(exported).toContain("usageLimit: 100, enforcement: soft, overageLimit: 20 }");
      expect(exported).toContain("usageLimit: 5, enforcement: shadow }");
      const wrong = soft.replace("enforcement: soft", "enforcement: hard");
      expect(await run(server, ["apply", "-f", "-"], wrong)).toMatchObject({
        code: 3,
        err: expect.stringContaining("<stdin>:11:98: InvalidRequest: An overageLimit is for soft limits"),
      });
      expect(await server.end("SIGTERM")).toBe(0);
    }),
);
