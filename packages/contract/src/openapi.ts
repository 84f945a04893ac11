// The OpenAPI 3.1 document, made from the route table and its schemas (page 5).
import { z } from "zod";
import type { Permission } from "./permission.ts";
import { PROBLEM_CODES, problemSchema } from "./problem.ts";
import { type OperationName, ROUTES } from "./routes.ts";
import { documented } from "./wire-text.ts";

type Json = Record<string, unknown>;

const NAMED = "#/components/schemas/";

export function openApiDocument(version: string): Json {
  const named: Json = {};
  const paths: Record<string, Json> = {};
  for (const name of Object.keys(ROUTES) as OperationName[]) {
    const { template, method } = ROUTES[name];
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationOf(name, named) };
  }
  for (const [path, [summary, responses]] of Object.entries(OPEN_PATHS)) {
    paths[path] = { get: { summary, security: [], responses } };
  }
  schemaOf(problemSchema, "output", named);
  return {
    openapi: "3.1.0",
    info: {
      title: "Purser",
      version,
      description: `Usage governance for AI products. Problems are RFC 9457; their codes: ${Object.keys(PROBLEM_CODES).join(", ")}.`,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: KEYS,
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-KEY" },
        consoleToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
  };
}

const told = (description: string, type: string, schema: Json = {}): Json => ({
  description,
  content: { [type]: { schema } },
});

const PROBLEM_ANSWER = told("A problem", "application/problem+json", { $ref: `${NAMED}Problem` });
const STATUS_SCHEMA: Json = { type: "object", properties: { status: { type: "string" } }, required: ["status"] };

/** Served beside the operations, by the server alone. */
const OPEN_PATHS: Readonly<Record<string, readonly [summary: string, responses: Json]>> = {
  "/healthz": ["Whether the process is alive", { 200: told("Alive", "application/json", STATUS_SCHEMA) }],
  "/readyz": [
    "Whether requests can be answered",
    {
      200: told("Ready", "application/json", STATUS_SCHEMA),
      503: told("Not ready", "application/json", STATUS_SCHEMA),
    },
  ],
  "/metrics": [
    "Figures for Prometheus; needs a read key unless the caller is on loopback",
    { 200: told("OK", "text/plain"), default: PROBLEM_ANSWER },
  ],
  "/openapi.json": ["This document", { 200: told("OK", "application/json", { type: "object" }) }],
  "/docs": ["This document, to read", { 301: { description: "At /docs/" } }],
};

function operationOf(name: OperationName, named: Json): Json {
  const { summary, permission, answers } = ROUTES[name];
  const takes: { readonly path?: z.ZodType; readonly query?: z.ZodType; readonly body?: z.ZodType } =
    ROUTES[name].takes;
  const parameters = [...parametersOf(takes.path, "path", named), ...parametersOf(takes.query, "query", named)];
  const isEmpty = answers instanceof z.ZodNull;
  return {
    operationId: name,
    summary,
    ...accessTo(permission),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(takes.body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(takes.body, "input", named) } }),
    responses: {
      ...(isEmpty
        ? { 204: { description: "Done" } }
        : { 200: { description: "OK", content: contentOf(answers, "output", named) } }),
      default: PROBLEM_ANSWER,
    },
  };
}

/** What an API key is sent as. */
const KEYS: readonly Json[] = [{ bearer: [] }, { apiKey: [] }];

function accessTo({ key, token }: Permission): Json {
  const needed = `Needs a key with permission \`${key}\``;
  if (token === null) return { description: `${needed}.` };
  return {
    description: `${needed}, or a console token with permission \`${token}\`, which sees its own part of the customer.`,
    security: [...KEYS, { consoleToken: [] }],
  };
}

const contentOf = (schema: z.ZodType, io: "input" | "output", named: Json): Json => ({
  "application/json": { schema: schemaOf(schema, io, named) },
});

function parametersOf(schema: z.ZodType | undefined, place: "path" | "query", named: Json): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input", named) as {
    readonly properties?: Record<string, Json>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

/** The schema as JSON Schema; the named ones within are put among the components. */
function schemaOf(schema: z.ZodType, io: "input" | "output", named: Json): Json {
  const {
    $schema: _,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const shown = documented.get(zodSchema as unknown as z.ZodType);
      if (shown !== undefined) Object.assign(jsonSchema, referable(shown, io, named));
      delete jsonSchema.id;
    },
  }) as Json & { readonly $defs?: Json };
  for (const [name, definition] of Object.entries($defs)) named[name] = pointed(definition);
  const { id } = schema.meta() ?? {};
  // A named schema may come as a reference to its own definition: written under its name, that would lead nowhere.
  if (id === undefined || id in $defs) return pointed(json) as Json;
  named[id] = pointed(json);
  return { $ref: NAMED + id };
}

const referable = (schema: z.ZodType, io: "input" | "output", named: Json): Json => schemaOf(schema, io, named);

/** References point into the components instead of the schema's own definitions. */
function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "$ref" && typeof part === "string" ? part.replace("#/$defs/", NAMED) : pointed(part),
    ]),
  );
}
