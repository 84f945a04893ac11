// Values for a JSON Schema: valid by the schema, with known ids where ids are wanted, so that requests meet what is there.
import fc from "fast-check";
import type { Chance } from "../simulator/chance.ts";
import { type ApiDocument, objectOf, type Schema, singular } from "./api-document.ts";
import type { KnownValues, Place } from "./known-values.ts";
import { amountNumber, amountText, freeText, freshKey, idText, instantText, sampled } from "./text-maker.ts";

/** How many of the optional fields one object has: few, half, most. */
const FIELD_SHARES = [0.1, 0.4, 0.85] as const;
/** What everything else lives within (page 5). */
export const SCOPE_NAME = "customerId";
const KNOWN_SHARE = 0.75;
const REPEATED_KEY_SHARE = 0.15;
/** What raises a budget names one that is there so often. */
const BUDGET_SHARE = 0.8;
const EXAMPLE_SHARE = 0.8;
const LONG_LIST_SHARE = 0.02;
const NULL_SHARE = 0.1;
/** A change of an earlier request draws each of its parts anew with this chance. */
const REDRAW_SHARE = 0.07;
const LONG_LIST_MAX = 120;
const DEPTH_MAX = 8;

export interface MakerParts {
  readonly document: ApiDocument;
  readonly known: KnownValues;
  readonly chance: Chance;
  readonly now: number;
}

export class ValueMaker {
  readonly #document: ApiDocument;
  readonly #known: KnownValues;
  readonly #chance: Chance;
  readonly #now: number;
  /** The customer that is spoken of just now: its own ids are meant. */
  #scope: string | null = null;

  constructor({ document, known, chance, now }: MakerParts) {
    this.#document = document;
    this.#known = known;
    this.#chance = chance;
    this.#now = now;
  }

  /** Begins a request: nothing was said yet of whom it is about. */
  begin(scope: string | null = null): void {
    this.#scope = scope;
  }

  make(schema: Schema, place: Place, depth = 0): unknown {
    const told = this.#document.resolve(schema);
    if ("const" in told) return told.const;
    if (Array.isArray(told.enum)) return this.#chance.pick(told.enum);
    const choices = listOf(told.oneOf) ?? listOf(told.anyOf);
    if (choices !== null) return this.make(this.#choice(choices), place, depth);
    const all = listOf(told.allOf);
    if (all !== null) return Object.assign({}, ...all.map((part) => this.make(part, place, depth)));
    return this.#ofKind(this.#kindOf(told), told, { place, depth });
  }

  /** An earlier value with some parts drawn anew, fields added and left out, and an idempotency key of its own. */
  change(schema: Schema, value: unknown, place: Place): unknown {
    const told = this.#document.resolve(schema);
    if (this.#chance.isWithin(REDRAW_SHARE) || place.name === "idempotencyKey") return this.make(schema, place);
    if (Array.isArray(value)) {
      const item = { name: singular(place.name), around: place.around };
      return value.map((one) => this.change(objectOf(told.items), one, item));
    }
    if (typeof value !== "object" || value === null || told.properties === undefined) return value;
    return this.#changedObject(told, value as Readonly<Record<string, unknown>>, place);
  }

  #changedObject(told: Schema, value: Readonly<Record<string, unknown>>, place: Place): unknown {
    const changed: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(objectOf(told.properties))) {
      const within = { name, around: place.name || place.around };
      if (name in value) changed[name] = this.change(objectOf(part), value[name], within);
      else if (this.#chance.isWithin(REDRAW_SHARE / 2)) changed[name] = this.make(objectOf(part), within);
    }
    return changed;
  }

  #choice(choices: readonly Schema[]): Schema {
    const others = choices.filter((choice) => choice.type !== "null");
    return others.length === 0 || this.#chance.isWithin(NULL_SHARE)
      ? this.#chance.pick(choices)
      : this.#chance.pick(others);
  }

  #kindOf(told: Schema): string {
    if (!Array.isArray(told.type)) return typeof told.type === "string" ? told.type : "anything";
    const kinds = told.type as readonly string[];
    // A number that may be text is an amount.
    if (kinds.includes("number") && kinds.includes("string") && !this.#chance.isWithin(NULL_SHARE)) return "amount";
    const others = kinds.filter((kind) => kind !== "null");
    return this.#chance.isWithin(NULL_SHARE) ? this.#chance.pick(kinds) : this.#chance.pick(others);
  }

  #ofKind(kind: string, told: Schema, at: { readonly place: Place; readonly depth: number }): unknown {
    switch (kind) {
      case "object":
        return this.#object(told, at.place, at.depth);
      case "array":
        return this.#list(told, at.place, at.depth);
      case "string":
        return this.#text(told, at.place);
      case "amount":
        return this.#chance.isWithin(0.3) ? amountText(this.#chance) : amountNumber(this.#chance);
      case "integer":
        return this.#whole(told);
      case "number":
        return amountNumber(this.#chance);
      case "boolean":
        return this.#chance.isWithin(0.5);
      case "null":
        return null;
      default:
        return sampled(this.#chance, fc.jsonValue({ maxDepth: 2 }));
    }
  }

  #object(told: Schema, place: Place, depth: number): unknown {
    const made: Record<string, unknown> = {};
    const required = new Set(Array.isArray(told.required) ? (told.required as string[]) : []);
    const share = depth > DEPTH_MAX ? 0 : this.#chance.pick(FIELD_SHARES);
    for (const [name, part] of Object.entries(objectOf(told.properties))) {
      if (!required.has(name) && !this.#chance.isWithin(share)) continue;
      made[name] = this.make(objectOf(part), { name, around: place.name || place.around }, depth + 1);
    }
    this.meanBudget(told, made);
    const values = told.additionalProperties;
    return typeof values === "object" ? Object.assign(made, this.#record(objectOf(values), place)) : made;
  }

  /** What asks for a raise is mostly about a budget of the customer that is there. */
  meanBudget(schema: Schema, made: Record<string, unknown>): void {
    if (!("cadence" in made && "idempotencyKey" in made) || !this.#chance.isWithin(BUDGET_SHARE)) return;
    const fields = objectOf(this.#document.resolve(schema).properties);
    const budget = this.#known.budget(this.#chance, this.#scope) ?? {};
    for (const [name, value] of Object.entries(budget)) if (name in fields) made[name] = value;
  }

  /** Free keys with values, such as dimensions: keys and values that were told, and new ones. */
  #record(values: Schema, { name }: Place): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    const stem = singular(name);
    for (let left = this.#chance.below(4); left > 0; left -= 1) {
      const key = this.#pick({ name: `${stem}Key`, around: stem }) ?? idText(this.#chance, stem);
      record[key] = this.make(values, { name: `${stem}Value`, around: stem });
    }
    return record;
  }

  #list(told: Schema, place: Place, depth: number): unknown[] {
    const min = numberOf(told.minItems, 0);
    const max = Math.min(numberOf(told.maxItems, LONG_LIST_MAX), LONG_LIST_MAX);
    const isLong = depth < 2 && this.#chance.isWithin(LONG_LIST_SHARE);
    const length = isLong ? max : Math.min(max, min + this.#chance.below(3));
    const item = { name: singular(place.name), around: place.around };
    return Array.from({ length }, () => this.make(objectOf(told.items), item, depth + 1));
  }

  #pick(place: Place): string | null {
    return this.#known.pick(this.#chance, place, place.name === SCOPE_NAME ? null : this.#scope);
  }

  #text(told: Schema, place: Place): string {
    const text = this.#anyText(told, place);
    if (place.name === SCOPE_NAME) this.#scope = text;
    return text;
  }

  #anyText(told: Schema, place: Place): string {
    if (told.format === "date-time") return instantText(this.#chance, this.#now);
    const examples = listOf(told.examples);
    if (examples !== null && this.#chance.isWithin(EXAMPLE_SHARE)) return String(this.#chance.pick(examples));
    const isKey = place.name === "idempotencyKey";
    const known = this.#chance.isWithin(isKey ? REPEATED_KEY_SHARE : KNOWN_SHARE) ? this.#pick(place) : null;
    if (known !== null) return known;
    if (isKey) return freshKey(this.#chance);
    if (typeof told.pattern === "string") return sampled(this.#chance, fc.stringMatching(new RegExp(told.pattern)));
    const lengths = { min: numberOf(told.minLength, 0), max: numberOf(told.maxLength, LONG_LIST_MAX) };
    // An id has a length from 1 on and a name that says of what.
    return lengths.min > 0 && !/name$/i.test(place.name)
      ? idText(this.#chance, stemOf(place))
      : freeText(this.#chance, lengths);
  }

  #whole(told: Schema): number {
    const min = numberOf(told.minimum, 0);
    const max = Math.min(numberOf(told.maximum, Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
    if (this.#chance.isWithin(0.1)) return this.#chance.pick([min, max]);
    // A time to live near its least is over before anybody comes back to what it holds.
    if (told.maximum !== undefined && this.#chance.isWithin(0.5)) return min + this.#chance.below(max - min + 1);
    return Math.max(min, Math.min(max, Math.max(min, 0) + this.#chance.below(12)));
  }
}

/** `entity` for an `entityId`, and for the `id` of an entity. */
function stemOf({ name, around }: Place): string {
  const stem = singular(name).replace(/(Id|Key|From|Value)$/, "");
  return stem === "id" || stem === "" ? singular(around) : stem;
}

export const numberOf = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

const listOf = (value: unknown): readonly Schema[] | null => (Array.isArray(value) && value.length > 0 ? value : null);
