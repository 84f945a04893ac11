// Mending: what a problem complains of is where a request is made anew, so that a few tries lead to one that is carried out.
import type { Chance } from "../simulator/chance.ts";
import { type ApiDocument, type ApiOperation, objectOf, type Schema, singular } from "./api-document.ts";
import type { Given } from "./fuzz-request.ts";
import type { Place } from "./known-values.ts";
import type { ValueMaker } from "./value-maker.ts";

export interface MendingParts {
  readonly document: ApiDocument;
  readonly chance: Chance;
  readonly values: ValueMaker;
}

/** JSON Pointers into the request: of a problem, or of the items that an answer refuses in their places. */
export function complaintsOf(answer: unknown, given: Given): string[] {
  const { errors, data } = objectOf(answer);
  if (Array.isArray(errors)) return errors.map((one) => String(objectOf(one).path ?? ""));
  const list = Object.entries(objectOf(given.body)).find(([, value]) => Array.isArray(value))?.[0];
  if (!Array.isArray(data) || list === undefined) return [];
  return data.flatMap((row, at) => {
    const problem = objectOf(objectOf(row).problem);
    const paths = Array.isArray(problem.errors) ? problem.errors.map((one) => objectOf(one).path) : [problem.path];
    return problem.code === undefined ? [] : paths.map((path) => `/${list}/${at}${String(path ?? "")}`);
  });
}

/** The request with what was complained of drawn anew, put in, or left out. */
export function mend(
  parts: MendingParts,
  operation: ApiOperation,
  about: { given: Given; paths: readonly string[] },
): Given {
  const parameters = { ...about.given.parameters };
  const body = structuredClone(about.given.body);
  const schema = operation.body?.get("application/json") ?? {};
  // From behind, so that an item that goes leaves the places before it as they are.
  for (const path of [...new Set(about.paths)].reverse()) {
    const [first = "", ...rest] = path.split("/").slice(1).map(plainKey);
    const parameter = operation.parameters.find(({ name }) => name === first);
    if (parameter !== undefined && rest.length === 0) {
      parameters[first] = parts.values.make(parameter.schema, { name: first, around: operation.row });
    } else
      mendBody(parts, { schema, holder: body, keys: [first, ...rest], place: { name: "", around: operation.row } });
  }
  return { parameters, body };
}

const plainKey = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

interface Spot {
  readonly schema: Schema;
  readonly holder: unknown;
  readonly keys: readonly string[];
  readonly place: Place;
}

function mendBody(parts: MendingParts, { schema, holder, keys, place }: Spot): void {
  const [key = "", ...deeper] = keys;
  if (typeof holder !== "object" || holder === null) return;
  const held = holder as Record<string, unknown>;
  const part = partOf(parts.document.resolve(schema), key);
  const within = Array.isArray(holder)
    ? { name: singular(place.name), around: place.around }
    : { name: key, around: place.name || place.around };
  if (deeper.length > 0 && Object.hasOwn(held, key)) {
    mendBody(parts, { schema: part, holder: held[key], keys: deeper, place: within });
  } else if (Array.isArray(holder)) mendItem(parts, { schema: part, holder, keys, place: within });
  else if (key === "") mendWhole(parts, { schema, holder, keys, place });
  else if (Object.hasOwn(held, key) && parts.chance.isWithin(0.5)) delete held[key];
  else held[key] = parts.values.make(part, within);
}

/** An item that is an object is mended as a whole, any other goes or is drawn anew. */
function mendItem(parts: MendingParts, { schema, holder, keys, place }: Spot): void {
  const list = holder as unknown[];
  const at = Number(keys[0]);
  if (typeof list[at] === "object" && list[at] !== null) mendWhole(parts, { schema, holder: list[at], keys, place });
  else if (parts.chance.isWithin(0.5)) list.splice(at, 1);
  else if (at < list.length) list[at] = parts.values.make(schema, place);
}

/** The whole of it is wrong somehow: another of its fields goes, or one that it lacks comes. */
function mendWhole({ document, chance, values }: MendingParts, { schema, holder, place }: Spot): void {
  const item = holder as Record<string, unknown>;
  const names = Object.keys(item);
  const properties = objectOf(document.resolve(schema).properties);
  const lacking = Object.keys(properties).filter((name) => !Object.hasOwn(item, name));
  if (lacking.length > 0 && (names.length === 0 || chance.isWithin(0.5))) {
    const name = chance.pick(lacking);
    item[name] = values.make(objectOf(properties[name]), { name, around: place.name || place.around });
  } else if (names.length > 0) delete item[chance.pick(names)];
}

const partOf = (schema: Schema, key: string): Schema =>
  schema.items === undefined
    ? objectOf(objectOf(schema.properties)[key] ?? schema.additionalProperties)
    : objectOf(schema.items);
