// The judge of answers: each must be what the OpenAPI document says of it, problems too, and none may be a fault of our own.
import { PROBLEM_CODES, type Problem } from "@purser/contract";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type ApiDocument, type ApiOperation, type Content, objectOf, type Schema } from "./api-document.ts";
import type { Answered } from "./exchange.ts";
import { type FuzzRequest, type Given, parameterText } from "./fuzz-request.ts";

const PROBLEM_TYPE = "application/problem+json";
const PROBLEM: Content = new Map([[PROBLEM_TYPE, { $ref: "#/components/schemas/Problem" }]]);
const SHOWN_MAX = 300;

export class AnswerJudge {
  readonly #document: ApiDocument;
  readonly #answers = makeAjv({});
  /** Parameters arrive as text. */
  readonly #parameters = makeAjv({ coerceTypes: "array" });
  readonly #bodies = makeAjv({});
  readonly #compiled = new Map<Schema, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.#document = document;
  }

  /** What is wrong about an answer, null when nothing is. */
  faultOf(request: FuzzRequest, answered: Answered): string | null {
    const { status, headers, text } = answered;
    if (status >= 500) return `status ${status}: ${text.slice(0, SHOWN_MAX)}`;
    if (!headers["x-request-id"]) return `status ${status} without x-request-id`;
    if (request.method === "HEAD") return null;
    const operation = this.#document.find(request.method, request.target);
    const answers = operation?.answers;
    const content = answers?.get(String(status)) ?? (status === 204 ? null : answers?.get("default"));
    const expected = content ?? (status >= 400 ? PROBLEM : null);
    if (status < 400 && answers?.has(String(status)) !== true) return `status ${status} is not in the document`;
    if (expected === null) return text === "" ? null : `status ${status} with a body: ${text.slice(0, SHOWN_MAX)}`;
    return this.#contentFault(expected, answered) ?? (status >= 400 ? problemFault(answered) : null);
  }

  /** Whether the document allows what was given; what the server's own rules refuse may well be allowed here. */
  allows(operation: ApiOperation, { parameters, body }: Given): boolean {
    // Life signs and the like refuse nothing, and the document knows of no problem there.
    if (!operation.answers.has("default")) return true;
    const known = operation.parameters.map(({ name }) => name);
    const properties = Object.fromEntries(operation.parameters.map(({ name, schema }) => [name, schema]));
    const required = operation.parameters.filter((one) => one.required).map(({ name }) => name);
    if (Object.keys(parameters).some((name) => !known.includes(name))) return false;
    const ofParameters = { type: "object", properties, required };
    if (!this.#isValid(this.#parameters, operation.parameters, ofParameters)(asSent(parameters))) return false;
    const schema = operation.body?.get("application/json") ?? null;
    return schema === null || this.#isValid(this.#bodies, schema, schema)(body ?? {});
  }

  #contentFault(expected: Content, { headers, text }: Answered): string | null {
    const type = headers["content-type"]?.split(";", 1)[0] ?? "";
    const schema = expected.get(type) ?? null;
    if (!expected.has(type) && !expected.has("*"))
      return `content-type ${type}, not ${[...expected.keys()].join(" or ")}`;
    try {
      const values = valuesOf(type, text);
      if (schema === null) return null;
      const validate = this.#isValid(this.#answers, schema, schema);
      const isFine = values.every((value) => validate(value));
      return isFine
        ? null
        : `answer against the document: ${this.#answers.errorsText(validate.errors)}: ${text.slice(0, SHOWN_MAX)}`;
    } catch (error) {
      return `${type} that can't be read (${String(error)}): ${text.slice(0, SHOWN_MAX)}`;
    }
  }

  #isValid(ajv: Ajv2020, key: object, schema: Schema): ValidateFunction {
    const known = this.#compiled.get(key as Schema);
    if (known !== undefined) return known;
    const made = ajv.compile({ ...schema, components: this.#document.components });
    this.#compiled.set(key as Schema, made);
    return made;
  }
}

/** Parameters are text on the wire, whatever they were made of. */
const asSent = (parameters: Given["parameters"]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(parameterText) : parameterText(value),
    ]),
  );

function makeAjv(options: object): Ajv2020 {
  // Not strict about keywords: OpenAPI has some of its own.
  const ajv = new Ajv2020({ strict: false, ...options });
  addFormats.default(ajv);
  return ajv;
}

/** What a JSON text, or each line of one, says. */
function valuesOf(type: string, text: string): unknown[] {
  if (type.endsWith("ndjson"))
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  return type.endsWith("json") ? [JSON.parse(text)] : [];
}

function problemFault({ status, headers, text }: Answered): string | null {
  const problem = objectOf(JSON.parse(text)) as Partial<Problem>;
  const kind = problem.code === undefined ? undefined : PROBLEM_CODES[problem.code];
  if (kind === undefined) return `code ${problem.code} is not of the closed list`;
  if (kind.status !== status || problem.status !== status) return `status ${status} with ${text.slice(0, SHOWN_MAX)}`;
  if (problem.requestId !== headers["x-request-id"]) return `requestId ${problem.requestId} under another x-request-id`;
  return problem.detail === "" ? `${problem.code} without a word of what to do` : null;
}
