// Parsing: input from outside becomes values that can't be wrong, or a problem that names every fault by JSON Pointer.
import type { z } from "zod";
import { checkItem } from "./check.ts";
import { governanceFile } from "./governance-document.ts";
import { usageEvent } from "./ingest.ts";
import { ERRORS_MAX } from "./limits.ts";
import type { GovernanceFile, Input, UsageEvent } from "./operation-input.ts";
import { plainCheck, plainEvent } from "./plain-request.ts";
import type { ProblemCode } from "./problem.ts";
import { type OperationName, ROUTES } from "./routes.ts";

export interface ParseError {
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
}

export interface ParseProblem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly ParseError[];
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: ParseProblem };

/** A request taken apart; a part that the route doesn't take must be empty. */
export interface InputParts {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

export function parseInput<Name extends OperationName>(name: Name, parts: InputParts): Parsed<Input<Name>> {
  if (name === "check") {
    const plain = Object.keys(parts.query).length === 0 ? plainCheck(parts.path, parts.body) : null;
    if (plain !== null) return { ok: true, value: plain as unknown as Input<Name> };
  }
  return parseBySchema(name, parts);
}

function parseBySchema<Name extends OperationName>(name: Name, parts: InputParts): Parsed<Input<Name>> {
  const takes: { readonly path?: z.ZodType; readonly query?: z.ZodType; readonly body?: z.ZodType } =
    ROUTES[name].takes;
  const input: Record<string, unknown> = {};
  const issues: z.core.$ZodIssue[] = [];
  for (const part of ["path", "query", "body"] as const) {
    const schema = takes[part];
    if (schema === undefined) {
      if (part === "query") refuseUnknown(parts.query, issues);
      continue;
    }
    const parsed = schema.safeParse(parts[part] ?? (part === "body" ? undefined : NOTHING));
    if (parsed.success) Object.assign(input, parsed.data);
    else issues.push(...parsed.error.issues);
  }
  if (issues.length > 0) return { ok: false, problem: problemOfIssues(issues) };
  return { ok: true, value: input as Input<Name> };
}

function refuseUnknown(query: Readonly<Record<string, unknown>>, issues: z.core.$ZodIssue[]): void {
  const keys = Object.keys(query);
  if (keys.length > 0) issues.push({ code: "unrecognized_keys", keys, path: [], message: "", input: query });
}

/** Takes flat input (library, scenarios) apart as the wire would carry it. */
export function splitInput(name: OperationName, flat: Readonly<Record<string, unknown>>): InputParts {
  const { method, template } = ROUTES[name];
  const path: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(flat)) {
    if (value === undefined) continue;
    if (template.includes(`{${key}}`)) path[key] = value;
    else rest[key] = value;
  }
  const isRead = method === "GET" || method === "DELETE";
  return { path, query: isRead ? rest : NOTHING, body: isRead ? undefined : rest };
}

export const parseCheckItem = (raw: unknown): Parsed<Input<"check">> => parsedBy(checkItem, raw);

export function parseUsageEvent(raw: unknown): Parsed<UsageEvent> {
  const plain = plainEvent(raw);
  return plain === null ? parsedBy(usageEvent, raw) : { ok: true, value: plain };
}

/** A governance file as read from YAML; errors carry the JSON Pointer of what is wrong. */
export const parseGovernanceFile = (raw: unknown): Parsed<GovernanceFile> => parsedBy(governanceFile, raw);

function parsedBy<Schema extends z.ZodType>(schema: Schema, raw: unknown): Parsed<z.output<Schema>> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problem: problemOfIssues(parsed.error.issues) };
}

function problemOfIssues(issues: readonly z.core.$ZodIssue[]): ParseProblem {
  const errors = issues.flatMap(errorsOf).slice(0, ERRORS_MAX);
  const isUnknownOnly = errors.every(({ code }) => code === "UnknownField");
  const leading = errors.find(({ code }) => isUnknownOnly || code === "InvalidRequest") ?? errors[0];
  const where = leading === undefined || leading.path === "" ? "" : `${leading.path}: `;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return {
    code: isUnknownOnly ? "UnknownField" : "InvalidRequest",
    detail: `${where}${leading?.message ?? "The request is not valid."}${more}`,
    errors,
  };
}

function errorsOf(issue: z.core.$ZodIssue): ParseError[] {
  const path = pointerOf(issue.path);
  if (issue.code !== "unrecognized_keys") return [{ path, code: "InvalidRequest", message: messageOf(issue) }];
  return issue.keys.map((key) => ({
    path: path + pointerOf([key]),
    code: "UnknownField",
    message: `There is no field "${key.slice(0, SHOWN_CHARACTERS)}" here. Leave it out, or mend its name.`,
  }));
}

const SHOWN_CHARACTERS = 60;

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? `Required: send ${article(issue.expected)}.`
        : `Send ${article(issue.expected)}.`;
    case "too_big":
      return `At most ${issue.maximum}${unitOf(issue.origin)}.`;
    case "too_small":
      return `At least ${issue.minimum}${unitOf(issue.origin)}.`;
    case "invalid_value":
      return `Send one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}.`;
    default:
      return issue.message;
  }
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  string: "text",
};

const article = (expected: string): string => KIND_NAMES[expected] ?? expected;

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}
