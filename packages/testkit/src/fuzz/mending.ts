// Mending: what a problem complains of is where a request is made anew, so that a few tries lead to one that is carried out.
import type { Chance } from "../simulator/chance.ts";
import { type ApiDocument, type ApiOperation, objectOf, type Schema, singular } from "./api-document.ts";
import type { Given } from "./fuzz-request.ts";
import type { Place } from "./known-values.ts";
import { SCOPE_NAME, type ValueMaker } from "./value-maker.ts";

export interface MendingParts {
  readonly document: ApiDocument;
  readonly chance: Chance;
  readonly values: ValueMaker;
}

/** What is wrong with a request: where, by a JSON Pointer into it, and in words. */
export interface Complaint {
  readonly path: string;
  readonly message: string;
}

/** Those of a problem, or of the items that an answer refuses in their places. */
export function complaintsOf(answer: unknown, given: Given): Complaint[] {
  const { errors, data, code } = objectOf(answer);
  if (Array.isArray(errors) && errors.length === 0) return missing(String(code), given);
  if (Array.isArray(errors)) return errors.map((one) => complaintOf(one, ""));
  const list = Object.entries(objectOf(given.body)).find(([, value]) => Array.isArray(value))?.[0];
  if (!Array.isArray(data) || list === undefined) return [];
  return data.flatMap((row, at) => {
    const problem = objectOf(objectOf(row).problem);
    const errors = Array.isArray(problem.errors) ? problem.errors : [problem];
    return problem.code === undefined ? [] : errors.map((one) => complaintOf(one, `/${list}/${at}`));
  });
}

/** What isn't there is named by the address: its last id, or the customer. */
function missing(code: string, { parameters }: Given): Complaint[] {
  if (!code.endsWith("NotFound")) return [];
  const ids = Object.keys(parameters).filter((name) => /id$/i.test(name));
  const name = code === "CustomerNotFound" && ids.includes(SCOPE_NAME) ? SCOPE_NAME : ids.at(-1);
  return name === undefined ? [] : [{ path: `/${name}`, message: "" }];
}

function complaintOf(error: unknown, at: string): Complaint {
  const { path, message, detail } = objectOf(error);
  return { path: `${at}${String(path ?? "")}`, message: String(message ?? detail ?? "") };
}

/** The request with what was complained of drawn anew, put in, or left out. */
export function mend(
  parts: MendingParts,
  operation: ApiOperation,
  about: { given: Given; complaints: readonly Complaint[] },
): Given {
  const parameters = { ...about.given.parameters };
  const body = structuredClone(about.given.body);
  const schema = operation.body?.get("application/json") ?? {};
  // From behind, so that an item that goes leaves the places before it as they are.
  const messages = new Map(about.complaints.map(({ path, message }) => [path, message]));
  for (const [path, message] of [...messages].reverse()) {
    const [first = "", ...rest] = path.split("/").slice(1).map(plainKey);
    const parameter = operation.parameters.find(({ name }) => name === first);
    if (parameter !== undefined && rest.length === 0) {
      parameters[first] = parts.values.make(parameter.schema, { name: first, around: operation.row });
    } else {
      const place = { name: "", around: operation.row };
      mendBody(parts, { schema, holder: body, keys: [first, ...rest], place, message });
    }
  }
  if (typeof body === "object" && body !== null) parts.values.meanBudget(schema, body as Record<string, unknown>);
  return { parameters, body };
}

const plainKey = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

interface Spot {
  readonly schema: Schema;
  readonly holder: unknown;
  readonly keys: readonly string[];
  readonly place: Place;
  readonly message: string;
}

function mendBody(parts: MendingParts, { schema, holder, keys, place, message }: Spot): void {
  const [key = "", ...deeper] = keys;
  if (typeof holder !== "object" || holder === null) return;
  const held = holder as Record<string, unknown>;
  const part = partOf(parts.document.resolve(schema), key);
  const within = Array.isArray(holder)
    ? { name: singular(place.name), around: place.around }
    : { name: key, around: place.name || place.around };
  if (deeper.length > 0 && Object.hasOwn(held, key)) {
    mendBody(parts, { schema: part, holder: held[key], keys: deeper, place: within, message });
  } else if (Array.isArray(holder)) mendItem(parts, { schema: part, holder, keys, place: within, message });
  else if (key === "") mendWhole(parts, { schema, holder, keys, place, message });
  else if (Object.hasOwn(held, key) && !isRequired(parts, schema, key) && parts.chance.isWithin(0.5)) delete held[key];
  else held[key] = parts.values.make(part, within);
}

/** An item that is an object is mended as a whole, any other goes or is drawn anew. */
function mendItem(parts: MendingParts, { schema, holder, keys, place, message }: Spot): void {
  const list = holder as unknown[];
  const at = Number(keys[0]);
  if (typeof list[at] === "object" && list[at] !== null)
    mendWhole(parts, { schema, holder: list[at], keys, place, message });
  else if (parts.chance.isWithin(0.5)) list.splice(at, 1);
  else if (at < list.length) list[at] = parts.values.make(schema, place);
}

/** The whole of it is wrong somehow: another of its fields goes, or one that it lacks comes; those first that the problem names. */
function mendWhole(parts: MendingParts, { schema, holder, place, message }: Spot): void {
  const { document, chance, values } = parts;
  const item = holder as Record<string, unknown>;
  const properties = objectOf(document.resolve(schema).properties);
  const named = Object.keys(properties).filter((name) => new RegExp(`\\b${name}\\b`).test(message));
  const isMeant = (name: string): boolean => named.length === 0 || named.includes(name);
  // What must be there is not what is too much.
  const names = Object.keys(item).filter((name) => isMeant(name) && !isRequired(parts, schema, name));
  const lacking = Object.keys(properties).filter((name) => isMeant(name) && !Object.hasOwn(item, name));
  if (lacking.length > 0 && (names.length === 0 || chance.isWithin(0.5))) {
    const name = chance.pick(lacking);
    item[name] = values.make(objectOf(properties[name]), { name, around: place.name || place.around });
  } else if (names.length > 0) delete item[chance.pick(names)];
}

function isRequired({ document }: MendingParts, schema: Schema, name: string): boolean {
  const { required } = document.resolve(schema);
  return Array.isArray(required) && required.includes(name);
}

const partOf = (schema: Schema, key: string): Schema =>
  schema.items === undefined
    ? objectOf(objectOf(schema.properties)[key] ?? schema.additionalProperties)
    : objectOf(schema.items);
