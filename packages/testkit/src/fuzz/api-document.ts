// The OpenAPI document as the fuzzer reads it: every operation with what it takes and answers, by status and content type.

export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: Schema;
}

/** Schema by content type, null where the document gives none; "*" where it names no content type. */
export type Content = ReadonlyMap<string, Schema | null>;

export interface ApiOperation {
  /** `operationId`, or method and path where it has none. */
  readonly name: string;
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  /** Asked without a key. */
  readonly isOpen: boolean;
  /** null where no body is taken. */
  readonly body: Content | null;
  /** By status or "default"; null for an answer without a body. */
  readonly answers: ReadonlyMap<string, Content | null>;
  /** What a row of its answer is called, such as `entity`: the name of its schema, else of its place in the path. */
  readonly row: string;
}

type Json = Readonly<Record<string, unknown>>;

const METHODS = new Set(["get", "put", "post", "delete", "patch"]);
const PARAMETER = /\{(\w+)\}/g;

export class ApiDocument {
  readonly components: Json;
  readonly operations: readonly ApiOperation[];
  readonly #routes: readonly { readonly pattern: RegExp; readonly operation: ApiOperation }[];

  constructor(document: Json) {
    this.components = objectOf(document.components);
    const paths = Object.entries(objectOf(document.paths));
    this.operations = paths.flatMap(([template, methods]) =>
      Object.entries(objectOf(methods))
        .filter(([method]) => METHODS.has(method))
        .map(([method, told]) => operationOf(method.toUpperCase(), template, objectOf(told))),
    );
    // A fixed part of a path is meant before a parameter is.
    const fixedFirst = [...this.operations].sort((a, b) => holes(a.template) - holes(b.template));
    this.#routes = fixedFirst.map((operation) => ({ pattern: patternOf(operation.template), operation }));
  }

  /** The operation that answers there, whatever was meant; null where there is none. */
  find(method: string, path: string): ApiOperation | null {
    const [plain = ""] = path.split(/[?#]/, 1);
    const meant = plain.split("/").map(partMeant).join("/");
    const found = this.#routes.find(({ pattern, operation }) => operation.method === method && pattern.test(meant));
    return found?.operation ?? null;
  }

  /** The schema that a reference stands for. */
  resolve(schema: Schema): Schema {
    const reference = schema.$ref;
    if (typeof reference !== "string") return schema;
    const name = reference.split("/").at(-1) ?? "";
    const found = objectOf(this.components.schemas)[name];
    if (found === undefined) throw new Error(`The document refers to ${reference}, which it doesn't have.`);
    return this.resolve(objectOf(found));
  }
}

/** A part of a path as it is meant; a slash within stays within. */
function partMeant(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll("/", "%2F");
  } catch {
    return part;
  }
}

const holes = (template: string): number => [...template.matchAll(PARAMETER)].length;

const patternOf = (template: string): RegExp => new RegExp(`^${template.replaceAll(PARAMETER, "[^/]+")}$`);

export function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function operationOf(method: string, template: string, told: Json): ApiOperation {
  const answers = Object.entries(objectOf(told.responses)).map(([status, answer]): [string, Content | null] => {
    const { content } = objectOf(answer);
    // An answer that names no content says nothing of it, except that 204 has none.
    return [status, status === "204" ? null : contentOf(content)];
  });
  const { requestBody } = told;
  return {
    name: typeof told.operationId === "string" ? told.operationId : `${method} ${template}`,
    method,
    template,
    parameters: Array.isArray(told.parameters) ? (told.parameters as Parameter[]) : [],
    isOpen: Array.isArray(told.security) && told.security.length === 0,
    body: requestBody === undefined ? null : contentOf(objectOf(requestBody).content),
    answers: new Map(answers),
    row: rowOf(answers) ?? singular(collectionOf(template)),
  };
}

function contentOf(content: unknown): Content {
  const told = Object.entries(objectOf(content));
  if (told.length === 0) return new Map([["*", null]]);
  return new Map(
    told.map(([type, value]): [string, Schema | null] => {
      const { schema } = objectOf(value);
      return [type, schema === undefined ? null : objectOf(schema)];
    }),
  );
}

/** `Entity` for an answer of one, and for a list of them. */
function rowOf(answers: readonly (readonly [string, Content | null])[]): string | null {
  const json = answers.find(([status]) => status === "200")?.[1]?.get("application/json");
  if (json === null || json === undefined) return null;
  const items = objectOf(objectOf(objectOf(json.properties).data).items);
  const reference = json.$ref ?? items.$ref;
  if (typeof reference !== "string") return null;
  const name = reference.split("/").at(-1) ?? "";
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `entity-types` of `/v1/entity-types/archive`: the last part in the plural. */
export function collectionOf(template: string): string {
  const parts = template.split("/").filter((part) => part !== "" && !part.startsWith("{"));
  return parts.findLast((part) => part.endsWith("s")) ?? parts.at(-1) ?? "";
}

/** `entity-types` and `entityTypes` as `entityType`. */
export function singular(plural: string): string {
  const camel = plural.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (camel.endsWith("ies")) return `${camel.slice(0, -3)}y`;
  return camel.endsWith("s") && !camel.endsWith("ss") ? camel.slice(0, -1) : camel;
}
