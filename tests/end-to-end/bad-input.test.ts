// Bad input over HTTP: whatever is sent, the answer is a problem that says what, where and what to do, and nothing is written.
import { Agent, request as open } from "node:http";
import { connect } from "node:net";
import type { Problem } from "@purser/contract";
import { ROOT_KEY, startTestServer, type TestServer } from "@purser/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let position = "";

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Got {
  readonly status: number;
  readonly code: string;
  readonly paths: readonly string[];
  readonly detail: string;
  readonly headers: Headers;
}

const JSON_TYPE = { "content-type": "application/json" };
/** More than sockets hold between two processes. */
const HEAVY_BYTES = 16 * 2 ** 20;
const CHECK = "/v1/customers/acme/check";
const ENTITIES = "/v1/customers/acme/entities";

async function send({ method = "POST", path = CHECK, body = "{}", headers = {} }: Sent): Promise<Got> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { "x-api-key": ROOT_KEY, ...JSON_TYPE, ...headers },
    ...(method === "GET" ? {} : { body }),
  });
  const problem = (await answer.json()) as Problem;
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
  expect(problem).toMatchObject({ status: answer.status, type: `urn:purser:problem:${problem.code}` });
  expect(problem.detail.length).toBeGreaterThan(10);
  const paths = problem.errors.map(({ path: where }) => where);
  return { status: answer.status, code: problem.code, paths, detail: problem.detail, headers: answer.headers };
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { "x-api-key": ROOT_KEY, ...(body === undefined ? {} : JSON_TYPE) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  return answer.json();
}

beforeAll(async () => {
  server = await startTestServer(Date.parse("2026-03-10T12:00:00Z"));
  await call("PUT", "/v1/entity-types", {
    entityTypes: [{ id: "user", displayName: "User", attributionKeys: ["userId"] }],
  });
  await call("PUT", "/v1/capabilities", { capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await call("PUT", ENTITIES, { entities: [{ id: "ada", entityTypeId: "user" }] });
  position = JSON.stringify(await call("POST", "/v1/verify"));
});

afterAll(async () => {
  // Whatever was sent in between: no entry, no entity and no change came of it.
  expect(JSON.stringify(await call("POST", "/v1/verify"))).toBe(position);
  const { data } = (await call("GET", ENTITIES)) as { data: unknown[] };
  expect(data).toHaveLength(1);
  const audit = (await call("GET", "/v1/audit-log?limit=100")) as { data: unknown[] };
  // environment, root key, entity type, capability, customer, entity, and a key that was made and revoked
  expect(audit.data).toHaveLength(8);
  await server.stop();
});

const check = (fields: string): string => `{"capabilityId":"tokens","dimensions":{"userId":"ada"},${fields}}`;
const event = (fields: string): string =>
  `{"events":[{"customerId":"acme","capabilityId":"tokens","amount":1,"dimensions":{"userId":"ada"},${fields}}]}`;
const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe("bodies", () => {
  const refused: readonly (readonly [
    what: string,
    body: string | Uint8Array<ArrayBuffer>,
    code: string,
    path: string | null,
  ])[] = [
    ["no JSON", "nonsense", "InvalidRequest", null],
    ["half a JSON", '{"capabilityId":', "InvalidRequest", null],
    ["NaN", check('"requestedUsage":NaN'), "InvalidRequest", null],
    ["a trailing comma", '{"capabilityId":"tokens",}', "InvalidRequest", null],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), "InvalidRequest", null],
    ["a key twice", '{"capabilityId":"tokens","capabilityId":"tokens"}', "InvalidRequest", null],
    ["a key twice, spelt with an escape", '{"a":1,"\\u0061":1}', "InvalidRequest", null],
    ["__proto__", '{"__proto__":{"capabilityId":"tokens"}}', "InvalidRequest", null],
    ["__proto__, spelt with an escape", '{"\\u005f_proto__":1}', "InvalidRequest", null],
    ["too deep", deep(17), "InvalidRequest", null],
    ["a list", "[]", "InvalidRequest", ""],
    ["null", "null", "InvalidRequest", null],
    ["a number", "5", "InvalidRequest", ""],
    ["an unknown field", check('"amuont":1'), "UnknownField", "/amuont"],
    ["a wrong type", check('"strict":"yes"'), "InvalidRequest", "/strict"],
    ["1e400", check('"requestedUsage":1e400'), "InvalidRequest", "/requestedUsage"],
    ["a negative amount", check('"requestedUsage":-1'), "InvalidRequest", "/requestedUsage"],
    ["an amount with an exponent in its text", check('"requestedUsage":"1e3"'), "InvalidRequest", "/requestedUsage"],
    ["a position of somebody else", check('"atLeast":"p9.zz"'), "InvalidRequest", "/atLeast"],
    ["a position that is yet to come", check('"atLeast":"p1.zzzz"'), "InvalidRequest", "/atLeast"],
    [
      "too many dimensions",
      JSON.stringify({
        capabilityId: "tokens",
        dimensions: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, "v"])),
      }),
      "InvalidRequest",
      "/dimensions",
    ],
  ];

  test.each(refused)("%s", async (_, body, code, path) => {
    const got = await send({ body });
    expect(got).toMatchObject({ status: 400, code });
    if (path !== null) expect(got.paths).toContain(path);
  });

  test("more than a mebibyte", async () => {
    expect(await send({ body: JSON.stringify({ capabilityId: "x".repeat(1_048_576) }) })).toMatchObject({
      status: 413,
      code: "PayloadTooLarge",
    });
  });

  test("far more than that: who is still sending is told, and the connection lives on", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = Buffer.alloc(HEAVY_BYTES, "x");
    const sockets = new Set<unknown>();
    const post = (): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = { ...JSON_TYPE, "x-api-key": ROOT_KEY, "content-length": body.length };
        const request = open(server.url + CHECK, { method: "POST", agent, headers }, (answer) => {
          answer.resume().once("end", () => resolve(answer.statusCode));
        });
        request.once("socket", (socket) => sockets.add(socket)).once("error", reject);
        request.end(body);
      });
    for (let time = 0; time < 5; time += 1) expect(await post()).toBe(413);
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  test("an unknown capability and an unknown customer look like what they are", async () => {
    const body = '{"capabilityId":"tokns","dimensions":{"userId":"ada"}}';
    expect(await send({ body })).toMatchObject({ status: 404, code: "CapabilityNotFound", paths: ["/capabilityId"] });
    expect(await send({ method: "GET", path: "/v1/customers/nobody" })).toMatchObject({
      status: 404,
      code: "CustomerNotFound",
    });
  });
});

describe("batches", () => {
  test("101 entities", async () => {
    const entities = Array.from({ length: 101 }, (_, at) => ({ id: `e${at}`, entityTypeId: "user" }));
    const got = await send({ method: "PUT", path: ENTITIES, body: JSON.stringify({ entities }) });
    expect(got).toMatchObject({ status: 400, code: "InvalidRequest", paths: ["/entities"] });
  });

  test("every bad item is named", async () => {
    const entities = [
      { id: "fine", entityTypeId: "user" },
      { id: "typeless" },
      { id: "orphan", entityTypeId: "user", parentId: "nobody" },
    ];
    const got = await send({ method: "PUT", path: ENTITIES, body: JSON.stringify({ entities }) });
    expect(got).toMatchObject({ status: 400, paths: ["/entities/1/entityTypeId", "/entities/2/parentId"] });
  });

  test("a cycle", async () => {
    const entities = [
      { id: "a", entityTypeId: "user", parentId: "b" },
      { id: "b", entityTypeId: "user", parentId: "a" },
    ];
    const got = await send({ method: "PUT", path: ENTITIES, body: JSON.stringify({ entities }) });
    expect(got).toMatchObject({ status: 400, code: "HierarchyCycle" });
  });

  test("a bad envelope is 400, a bad event harms no other", async () => {
    const ingest = { path: "/v1/ingest" };
    expect(await send({ ...ingest, body: '{"events":[]}' })).toMatchObject({ status: 400, paths: ["/events"] });
    expect(await send({ ...ingest, body: '{"events":[],"extra":1}' })).toMatchObject({ status: 400 });
    const many = JSON.stringify({ events: Array.from({ length: 1_001 }, () => ({})) });
    expect(await send({ ...ingest, body: many })).toMatchObject({ status: 400, paths: ["/events"] });
    const { data } = (await call("POST", "/v1/ingest", JSON.parse(event('"amuont":1')))) as { data: unknown[] };
    expect(data).toMatchObject([
      { status: "rejected", problem: { code: "UnknownField", status: 400, path: "/amuont" } },
    ]);
  });
});

describe("doors", () => {
  test("every answer says its request id, granted, empty, open or refused", async () => {
    const headers = { "x-api-key": ROOT_KEY, ...JSON_TYPE };
    const key = (await call("POST", "/v1/api-keys", { displayName: "short-lived", access: "read" })) as { id: string };
    const answers = await Promise.all([
      fetch(`${server.url}/v1/entity-types`, { headers }),
      fetch(`${server.url}/v1/api-keys/${key.id}`, { method: "DELETE", headers }),
      ...["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs/", "/nowhere"].map((path) =>
        fetch(server.url + path),
      ),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 204, 200, 200, 200, 200, 200, 404]);
    const ids = answers.map((answer) => answer.headers.get("x-request-id"));
    expect(ids.every((id) => /^req_.{9,}$/.test(id ?? ""))).toBe(true);
    expect(new Set(ids).size).toBe(answers.length);
  });

  test("no key, a wrong key, a key that may only read", async () => {
    const none = { headers: { "x-api-key": "" } };
    expect(await send(none)).toMatchObject({ status: 401, code: "Unauthenticated" });
    expect((await send({ headers: { "x-api-key": "wrong" } })).headers.get("www-authenticate")).toContain("Bearer");
    expect(await send({ headers: { "x-api-key": "", authorization: "Basic abc" } })).toMatchObject({ status: 401 });
  });

  test("another method, another place", async () => {
    expect(await send({ method: "PATCH" })).toMatchObject({ status: 405, code: "MethodNotAllowed" });
    expect(
      await raw("QUERY /v1/customers HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"),
    ).toMatch(/^HTTP\/1.1 405 .*"code":"MethodNotAllowed"/s);
    expect(await send({ path: "/v1/chekc" })).toMatchObject({ status: 404, code: "NotFound" });
    expect(await send({ path: "/v1/customers/%zz/check" })).toMatchObject({ status: 400 });
  });

  test("another content type, encoding or charset, another answer wanted", async () => {
    expect(await send({ headers: { "content-type": "text/plain" } })).toMatchObject({ status: 415 });
    expect(await send({ headers: { "content-encoding": "gzip" } })).toMatchObject({ status: 415 });
    expect(await send({ headers: { "content-type": "application/json; charset=latin1" } })).toMatchObject({
      status: 415,
    });
    expect(await send({ body: check('"strict":false'), headers: { accept: "text/html" } })).toMatchObject({
      status: 406,
      code: "NotAcceptable",
    });
  });

  test("an address and headers beyond their limits", async () => {
    expect(await send({ method: "GET", path: `/v1/customers?search=${"x".repeat(13_000)}` })).toMatchObject({
      status: 414,
      code: "UriTooLong",
    });
    expect(await raw(`GET /readyz HTTP/1.1\r\nhost: x\r\nx-long: ${"x".repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 .*"code":"HeadersTooLarge"/s,
    );
    expect(await raw("HEAD /readyz HTTP/1.1\r\nno colon\r\n\r\n")).toMatch(/^HTTP\/1.1 400 [^{]*\r\n\r\n$/);
    expect(await raw("nonsense\r\n\r\n")).toMatch(/^HTTP\/1.1 400 .*"code":"InvalidRequest"/s);
  });

  test("an instant whose year has five digits in UTC", async () => {
    for (const anchor of ["9999-12-31T23:59:59-12:00", "0000-01-01T00:00:00+01:00"]) {
      const body = JSON.stringify({ customers: [{ id: "late", anchor }] });
      expect(await send({ method: "PUT", path: "/v1/customers", body })).toMatchObject({
        status: 400,
        paths: ["/customers/0/anchor"],
      });
    }
  });

  test("no host, and an expectation that nobody knows", async () => {
    const rest = `x-api-key: ${ROOT_KEY}\r\nconnection: close\r\n\r\n`;
    expect(await raw(`GET /v1/customers HTTP/1.1\r\n${rest}`)).toMatch(
      /^HTTP\/1.1 400 .*x-request-id.*"InvalidRequest"/s,
    );
    expect(await raw(`GET /v1/customers HTTP/1.0\r\n${rest}`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await raw(`GET /v1/customers HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\n${rest}`)).toMatch(/^HTTP\/1.1 200 /);
  });

  test("a query has no unknown field and no list where one value belongs", async () => {
    expect(await send({ method: "GET", path: `${ENTITIES}?parent=ada` })).toMatchObject({
      status: 400,
      code: "UnknownField",
    });
    expect(await send({ method: "GET", path: `${ENTITIES}?limit=1&limit=2` })).toMatchObject({
      status: 400,
      paths: ["/limit"],
    });
    expect(await send({ method: "GET", path: `${ENTITIES}?after=forged` })).toMatchObject({
      status: 400,
      paths: ["/after"],
    });
  });
});

function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding("utf8").on("data", (part: string) => {
      answer += part;
    });
    socket.once("close", () => resolve(answer)).once("error", reject);
  });
}
