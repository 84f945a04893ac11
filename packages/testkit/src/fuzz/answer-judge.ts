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
    if (request.delivery === "raw") return status < 400 || text === "" ? null : this.#problemFault(answered);
    return this.#faultOfStatus(this.#document.find(request.method, request.target)?.answers, answered);
  }

  #faultOfStatus(answers: ApiOperation["answers"] | undefined, answered: Answered): string | null {
    const { status, text } = answered;
    // null: told, and without a body.
    const told = answers?.get(String(status));
    if (status >= 400) return this.#problemFault(answered, told ?? answers?.get("default") ?? PROBLEM);
    if (told === undefined) return `status ${status} is not in the document`;
    if (told === null) return text === "" ? null : `status ${status} with a body: ${text.slice(0, SHOWN_MAX)}`;
    return this.#contentFault(told, answered);
  }

  #problemFault(answered: Answered, expected: Content = PROBLEM): string | null {
    return this.#contentFault(expected, answered) ?? problemFault(answered);
  }

  /** Whether the document allows what was given; what the server's own rules refuse may well be allowed here. */
  allows(operation: ApiOperation, { parameters, body }: Given): boolean {
    // Life signs and the like are asked by whoever comes along.
    if (operation.isOpen) return true;
    const sent = asSent(operation, parameters);
    const known = operation.parameters.map(({ name }) => name);
    if (Object.keys(sent).some((name) => !known.includes(name))) return false;
    const properties = Object.fromEntries(operation.parameters.map(({ name, schema }) => [name, schema]));
    const required = operation.parameters.filter((one) => one.required).map(({ name }) => name);
    const ofParameters = { type: "object", properties, required };
    if (!this.#isValid(this.#parameters, operation.parameters, ofParameters)(sent)) return false;
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

/** Parameters are text on the wire, whatever they were made of; in a query no list is nothing, and a list of one its item. */
function asSent(operation: ApiOperation, parameters: Given["parameters"]): Record<string, unknown> {
  const inPath = new Set(operation.parameters.filter((one) => one.in === "path").map(({ name }) => name));
  const sent = Object.entries(parameters).flatMap(([name, value]): [string, unknown][] => {
    const texts = (Array.isArray(value) && !inPath.has(name) ? value : [value]).map(parameterText);
    return texts.length === 0 ? [] : [[name, texts.length === 1 ? texts[0] : texts]];
  });
  return Object.fromEntries(sent);
}

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
