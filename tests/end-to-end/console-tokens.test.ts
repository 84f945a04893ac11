// Console tokens at a real server: forged, altered, revoked and foreign ones open nothing, and no answer to a good one tells of the rest.
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Client, createClient } from "@purser/client";
import { Chance, firstSeed, startServerProcess, withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";

const KEY = "a-root-key-for-the-tests-of-tokens";
const MINUTES_MS = 120_000;
const asked: Parameters<Client["createConsoleToken"]>[0] = {
  customerId: "acme",
  permissions: ["viewGovernance"],
  subject: "lead@acme",
  ttlSeconds: 600,
};

type Json = Record<string, unknown>;
const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const read = (text: string | undefined): Json => JSON.parse(Buffer.from(text ?? "", "base64url").toString()) as Json;

/** A token of our own making: whatever header and claims, signed with whatever secret and digest. */
function forged(
  header: Json,
  claims: Json,
  { secret, digest = "sha256" }: { secret: string; digest?: string },
): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac(digest, secret).update(signed).digest("base64url")}`;
}

async function statusOf(url: string, secret: string, headers: Record<string, string> = {}): Promise<number> {
  const address = `${url}/v1/customers/acme/governance`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${secret}`, ...headers } });
  await answer.text();
  return answer.status;
}

async function furnish(client: Client): Promise<void> {
  await client.upsertEntityTypes({
    entityTypes: [
      { id: "org", displayName: "Organisation", attributionKeys: ["orgId"] },
      { id: "team", displayName: "Team", attributionKeys: ["teamId"] },
    ],
  });
  await client.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  const entities = [
    { id: "all", entityTypeId: "org" },
    { id: "lab", entityTypeId: "team", parentId: "all" },
  ];
  await client.upsertEntities({ customerId: "acme", entities });
}

test(
  "only what the server sealed opens anything, by one algorithm, and only while it holds",
  { timeout: MINUTES_MS },
  () =>
    withDirectory(async (data) => {
      const server = await startServerProcess({ data, key: KEY });
      const { url } = server;
      const client = createClient({ baseUrl: url, apiKey: KEY });
      await furnish(client);
      const { id, token } = await client.createConsoleToken(asked);
      expect(await statusOf(url, token)).toBe(200);
      expect(await statusOf(url, "", { authorization: "", "x-api-key": token })).toBe(200);

      const [header, claims, signature] = token.split(".");
      expect(read(header)).toEqual({ alg: "HS256", typ: "purser-console+jwt" });
      const wider = { ...read(claims), sub: "somebody" };
      const secret = secretOf(data);
      const good = forged(read(header), read(claims), { secret });
      expect(await statusOf(url, good), "the forger knows how").toBe(200);
      const refused: Record<string, string> = {
        "other claims": `${header}.${part(wider)}.${signature}`,
        "no JSON": "a.b.c",
        "a header that is nothing": `bnVsbA.${claims}.${signature}`,
        "claims that are no object": forged(read(header), [] as unknown as Json, { secret }),
        "no claims at all": forged(read(header), {}, { secret }),
        "claims sent apart": forged({ ...read(header), b64: false, crit: ["b64"] }, read(claims), { secret }),
        "an extension that nobody knows": forged({ ...read(header), crit: ["new"], new: 1 }, read(claims), { secret }),
        "no signature": `${header}.${claims}.`,
        "two parts": `${header}.${claims}`,
        "algorithm none": `${part({ alg: "none", typ: "purser-console+jwt" })}.${claims}.`,
        "algorithm none, signed": forged({ alg: "none", typ: "purser-console+jwt" }, read(claims), { secret }),
        "another algorithm": forged({ alg: "HS512", typ: "purser-console+jwt" }, read(claims), {
          secret,
          digest: "sha512",
        }),
        "another name for it": forged({ alg: "hs256", typ: "purser-console+jwt" }, read(claims), { secret }),
        "another secret": forged(read(header), read(claims), { secret: "guessed" }),
        "no secret": forged(read(header), read(claims), { secret: "" }),
        "a key of the sender's": forged({ ...read(header), jwk: { kty: "oct", k: "Z3Vlc3NlZA" } }, read(claims), {
          secret: "guessed",
        }),
        "another type": forged({ alg: "HS256", typ: "JWT" }, read(claims), { secret }),
        "no type": forged({ alg: "HS256" }, read(claims), { secret }),
        expired: forged(read(header), { ...read(claims), exp: Math.floor(Date.now() / 1_000) - 1 }, { secret }),
        "no environment of ours": forged(read(header), { ...read(claims), env: "nowhere" }, { secret }),
        "no key of ours": forged(read(header), { ...read(claims), key: "key_zz" }, { secret }),
      };
      for (const [what, text] of Object.entries(refused)) expect(await statusOf(url, text), what).toBe(401);

      await client.deleteConsoleToken({ tokenId: id });
      expect(await statusOf(url, token), "revoked").toBe(401);
      expect(await statusOf(url, good), "the same claims under the same id").toBe(401);
      const { token: standing } = await client.createConsoleToken(asked);
      await client.close();
      expect(await server.end("SIGKILL")).toBe(null);

      const again = await startServerProcess({ data, key: KEY });
      expect(await statusOf(again.url, token), "revoked before the kill").toBe(401);
      expect(await statusOf(again.url, standing)).toBe(200);
      expect(await again.end("SIGTERM")).toBe(0);
      const replaced = await startServerProcess({ data, key: `${KEY}-the-next` });
      expect(await statusOf(replaced.url, standing), "made with a root key that was replaced").toBe(401);
      expect(await replaced.end("SIGTERM")).toBe(0);
    }),
);

function secretOf(data: string): string {
  const database = new DatabaseSync(join(data, "purser.db"), { readOnly: true });
  const row = database.prepare("select value from installation where name = 'consoleToken'").get();
  database.close();
  return String(row?.value);
}

test("a token of another installation opens nothing", { timeout: MINUTES_MS }, () =>
  withDirectory((one) =>
    withDirectory(async (other) => {
      const servers = await Promise.all([one, other].map((data) => startServerProcess({ data, key: KEY })));
      const clients = servers.map(({ url }) => createClient({ baseUrl: url, apiKey: KEY }));
      for (const client of clients) await furnish(client);
      const tokens = await Promise.all(clients.map((client) => client.createConsoleToken(asked)));
      for (const [at, { url }] of servers.entries()) {
        const statuses = await Promise.all(tokens.map(({ token }) => statusOf(url, token)));
        expect(statuses).toEqual(tokens.map((_, from) => (from === at ? 200 : 401)));
        const foreign = tokens[1 - at]?.id ?? "";
        await expect(clients[at]?.deleteConsoleToken({ tokenId: foreign })).rejects.toMatchObject({ code: "NotFound" });
      }
      for (const client of clients) await client.close();
      for (const server of servers) expect(await server.end("SIGTERM")).toBe(0);
    }),
  ),
);

const SEED = firstSeed(process.env, Date.now());
const ENTITIES = 60;
const ROUNDS = 12;
const QUESTIONS = 12;

/** Every id and name of an entity has its own word in it, so that one of them anywhere in an answer is seen. */
const wordOf = (index: number): string => `entity-${String(index).padStart(3, "0")}`;

test(
  `what a token reads is what a key reads of its part, and no word of the rest (seed ${SEED})`,
  {
    timeout: MINUTES_MS,
  },
  () =>
    withDirectory(async (data) => {
      const server = await startServerProcess({ data, key: KEY });
      const client = createClient({ baseUrl: server.url, apiKey: KEY });
      await furnish(client);
      const chance = new Chance(SEED);
      const parents = await makeTree(client, chance);
      for (let round = 0; round < ROUNDS; round += 1) {
        const roots = Array.from({ length: 1 + chance.below(3) }, () => chance.below(ENTITIES));
        const rootEntityIds = roots.map(wordOf);
        const { token } = await client.createConsoleToken({ ...asked, customerId: "grown", rootEntityIds });
        const reader = createClient({ baseUrl: server.url, apiKey: token });
        const seen = (index: number): boolean => topOf(parents, new Set(roots), index) !== -1;
        for (let question = 0; question < QUESTIONS; question += 1) await ask({ reader, client, chance, seen });
        await askAssignments(reader, seen);
        await reader.close();
      }
      await client.close();
      expect(await server.end("SIGTERM")).toBe(0);
    }),
);

/** A tree by chance, with a limit at most entities; the parent of each, -1 for roots. */
async function makeTree(client: Client, chance: Chance): Promise<number[]> {
  const parents = Array.from({ length: ENTITIES }, (_, index) => (index < 3 ? -1 : chance.below(index)));
  const entities = parents.map((parent, index) => ({
    id: wordOf(index),
    displayName: `Named ${wordOf(index)}`,
    entityTypeId: parent === -1 ? "org" : "team",
    ...(parent === -1 ? {} : { parentId: wordOf(parent) }),
  }));
  // Deeper than the hierarchy may be: hung up at the first root.
  const depths: number[] = [];
  for (const [index, parent] of parents.entries()) {
    const depth = parent === -1 ? 0 : (depths[parent] ?? 0) + 1;
    depths[index] = depth;
    if (depth < 14) continue;
    parents[index] = 0;
    depths[index] = 1;
    Object.assign(entities[index] ?? {}, { parentId: wordOf(0) });
  }
  await client.upsertEntities({ customerId: "grown", entities });
  const limited = entities.filter(() => chance.isWithin(0.8));
  await client.upsertAssignments({
    customerId: "grown",
    assignments: limited.map(({ id }) => ({ entityId: id, capabilityId: "tokens", cadence: "P1M", usageLimit: 100 })),
  });
  const events = limited.map(({ id }, index) => {
    const who = { customerId: "grown", capabilityId: "tokens", entityIds: [id], idempotencyKey: id };
    return { ...who, amount: 1 + chance.below(99), metadata: { index: String(index) } };
  });
  await client.ingest({ events });
  return parents;
}

/** The uppermost root at or above the entity, -1 when there is none. */
function topOf(parents: readonly number[], roots: ReadonlySet<number>, index: number): number {
  let top = -1;
  for (let at = index; at !== -1; at = parents[at] ?? -1) if (roots.has(at)) top = at;
  return top;
}

interface Asking {
  readonly reader: Client;
  readonly client: Client;
  readonly chance: Chance;
  readonly seen: (index: number) => boolean;
}

const wordsIn = (answer: unknown): number[] =>
  [...JSON.stringify(answer).matchAll(/entity-(\d{3})/g)].map(([, number]) => Number(number));

async function ask({ reader, client, chance, seen }: Asking): Promise<void> {
  const subtreeOf = chance.isWithin(0.3) ? chance.below(ENTITIES) : null;
  const question = {
    customerId: "grown",
    sortBy: chance.pick(["utilization", "currentUsage", "id", "createdAt"] as const),
    order: chance.pick(["asc", "desc"] as const),
    ...(chance.isWithin(0.4) ? { search: chance.pick(["entity-0", "1", "named", "entity-059"]) } : {}),
    ...(chance.isWithin(0.3) ? { minUtilization: 0.5 } : {}),
    ...(chance.isWithin(0.5) ? { include: "entities" as const } : {}),
  };
  if (subtreeOf !== null && !seen(subtreeOf)) {
    const told = await reader.queryTree({ ...question, subtreeOf: wordOf(subtreeOf) }).catch((error: unknown) => error);
    expect(told).toMatchObject({
      code: "EntityNotFound",
      message: `No entity "${wordOf(subtreeOf)}" at this customer.`,
    });
    return;
  }
  const within = subtreeOf === null ? {} : { subtreeOf: wordOf(subtreeOf) };
  const own = await allPages(reader, { ...question, ...within });
  const whole = await allPages(client, { ...question, ...within });
  const expected = whole.rows.filter(({ entityId }) => seen(Number(entityId.slice(-3))));
  expect(wordsIn([own.rows, own.totals]).filter((index) => !seen(index))).toEqual([]);
  const figures = (rows: readonly TreeRow[]) =>
    rows.map(({ path: _, depth: _depth, parentId: _parent, ...row }) => row);
  expect(figures(own.rows)).toEqual(figures(expected));
  for (const [at, row] of own.rows.entries()) expect(expected[at]?.path.slice(-row.path.length)).toEqual(row.path);
  expect(own.totals).toMatchObject({ rows: expected.length, entities: expected.length });
}

type TreeRow = Awaited<ReturnType<Client["queryTree"]>>["data"][number];

async function allPages(reader: Client, question: Parameters<Client["queryTree"]>[0]) {
  const rows: TreeRow[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const page = await reader.queryTree({ ...question, limit: 17, ...(after === "" ? {} : { after }) });
    rows.push(...page.data);
    after = page.pagination.next;
    if (after === null) return { rows, totals: page.totals };
  }
  throw new Error("a last page has no next one");
}

async function askAssignments(reader: Client, seen: (index: number) => boolean): Promise<void> {
  for (let after: string | null = ""; after !== null; ) {
    const given = { customerId: "grown", limit: 7, ...(after === "" ? {} : { after }) };
    const page: Awaited<ReturnType<Client["listAssignments"]>> = await reader.listAssignments(given);
    expect(wordsIn(page.data).filter((index) => !seen(index))).toEqual([]);
    after = page.pagination.next;
  }
  const hidden = Array.from({ length: ENTITIES }, (_, index) => index).find((index) => !seen(index));
  if (hidden === undefined) return;
  const asking = reader.listAssignments({ customerId: "grown", entityId: wordOf(hidden) });
  await expect(asking).rejects.toMatchObject({ code: "EntityNotFound" });
}
