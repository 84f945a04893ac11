// The HTTP fuzzer: thousands of requests find nothing, every route of the document was carried out, and its judge sees faults.
import { AnswerJudge, ApiDocument, firstSeed, fuzz, growthFault } from "@purser/testkit";
import { expect, test } from "vitest";

const REQUESTS = 5_000;
const FUZZ_MS_MAX = 240_000;
const SEED = firstSeed(process.env, Date.now());

test(`${REQUESTS} requests under seed ${SEED} find nothing, and carry out every route`, {
  timeout: FUZZ_MS_MAX,
}, async () => {
  console.log(`PURSER_SEED=${SEED} sends the like again`);
  const { faults, ...report } = await fuzz({ seed: SEED, requests: REQUESTS });
  console.log(JSON.stringify(report));
  expect(faults).toEqual([]);
  expect(report.requests).toBeGreaterThanOrEqual(REQUESTS);
  const never = Object.entries(report.operations).filter(([, { done }]) => done === 0);
  expect(never, "routes that nothing was carried out at").toEqual([]);
});

const problem = {
  type: "urn:purser:problem:NotFound",
  title: "Not found",
  status: 404,
  code: "NotFound",
  detail: "Nothing is there.",
  requestId: "r",
  errors: [],
};
const thing = { type: "object", properties: { id: { type: "string" } }, required: ["id"], additionalProperties: false };
const json = { "application/json": { schema: thing } };
const document = new ApiDocument({
  paths: {
    "/v1/things": {
      get: { operationId: "getThing", responses: { 200: { content: json } } },
      delete: { operationId: "deleteThing", responses: { 204: {} } },
    },
  },
  components: { schemas: { Problem: { type: "object", required: ["code", "status", "detail", "requestId"] } } },
});

interface Planted {
  readonly method?: string;
  readonly status: number;
  readonly text: string;
  readonly type?: string;
  readonly requestId?: string;
}

function judged({ method = "GET", status, text, type = "application/json", requestId = "r" }: Planted): string | null {
  const request = { manner: "valid", method, target: "/v1/things", headers: {}, body: null, given: null } as const;
  const headers = { "content-type": type, "x-request-id": requestId };
  return new AnswerJudge(document).faultOf({ ...request, delivery: "whole" }, { status, headers, text });
}

test("the judge has nothing against answers as the document tells them", () => {
  expect(judged({ status: 200, text: '{"id":"a"}' })).toBeNull();
  expect(judged({ method: "DELETE", status: 204, text: "" })).toBeNull();
  expect(judged({ status: 404, text: JSON.stringify(problem), type: "application/problem+json" })).toBeNull();
});

test.each<[string, Planted]>([
  ["a field too many", { status: 200, text: '{"id":"a","more":1}' }],
  ["a field too few", { status: 200, text: "{}" }],
  ["no JSON", { status: 200, text: "{" }],
  ["another content type", { status: 200, text: '{"id":"a"}', type: "text/html" }],
  ["another status", { status: 201, text: '{"id":"a"}' }],
  ["a bug of ours", { status: 500, text: JSON.stringify({ ...problem, status: 500, code: "InternalError" }) }],
  ["no request id", { status: 200, text: '{"id":"a"}', requestId: "" }],
  ["a body with 204", { method: "DELETE", status: 204, text: "{}" }],
  ["a problem as plain JSON", { status: 404, text: JSON.stringify(problem) }],
  ["a code of another status", { status: 400, text: JSON.stringify(problem), type: "application/problem+json" }],
  [
    "a code that is nowhere",
    { status: 404, text: JSON.stringify({ ...problem, code: "Odd" }), type: "application/problem+json" },
  ],
  [
    "another request's id",
    { status: 404, text: JSON.stringify(problem), type: "application/problem+json", requestId: "s" },
  ],
])("the judge sees %s", (_, planted) => {
  expect(judged(planted)).not.toBeNull();
});

test("growth is seen in what stays, not in what comes and goes", () => {
  const size = (heapMiB: number) => ({ heapBytes: heapMiB * 2 ** 20, residentBytes: 0, handles: 9, openFiles: 9 });
  expect(growthFault([60, 90, 60, 95, 61, 99, 60, 90, 61].map(size))).toBeNull();
  expect(growthFault([60, 65, 70, 75, 80, 85, 90, 95, 100].map(size))).toMatch(/^the heap grew by 31457280 bytes/);
});
