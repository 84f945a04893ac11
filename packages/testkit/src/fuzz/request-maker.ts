// The maker of requests: picks an operation, fills it from its schemas and from what is known, and spoils some.
import type { Chance } from "../simulator/chance.ts";
import { type ApiDocument, type ApiOperation, collectionOf, singular } from "./api-document.ts";
import { encodeRequest, type FuzzRequest, type Given } from "./fuzz-request.ts";
import type { KnownValues } from "./known-values.ts";
import { type Complaint, mend } from "./mending.ts";
import { spoil } from "./spoiler.ts";
import { SCOPE_NAME, ValueMaker } from "./value-maker.ts";
import { makeWild } from "./wild-request.ts";

export interface RequestMakerParts {
  readonly document: ApiDocument;
  readonly known: KnownValues;
  readonly chance: Chance;
  readonly rootKey: string;
  readonly now: number;
}

export interface Made {
  readonly operation: ApiOperation;
  readonly request: FuzzRequest;
  /** How often it was mended. */
  readonly mends: number;
}

const MANNERS = { valid: 62, spoiled: 26, wild: 12 } as const;
/** A good request is tried anew with small changes as often as one is made from nothing. */
const CHANGE_SHARE = 0.6;
const GOOD_KEPT_MAX = 40;
/** A request is mended so often before it is given up, and as many wait for it. */
const MENDS_MAX = 8;
const MENDING_MAX = 200;
const MEND_SHARE = 0.4;
const KEYS = { root: 86, told: 7, token: 4, none: 2, garbage: 1 } as const;
/** What takes things away is asked less often than what makes them, what reads or copies the whole ledger rarely. */
const TAKES_AWAY = /\/(archive|void|revoke|deny)$/;
const READS_ALL = /\/(verify|backups?|what-if|export|metrics|docs|openapi\.json)$/;
const WEIGHTS = { plain: 8, takesAway: 2, readsAll: 1 } as const;
/** What has never gone well is tried harder, and the harder the more often it went wrong. */
const NEVER_GOOD_WEIGHT = 2;
const TRIES_PER_WEIGHT = 2;

export class RequestMaker {
  readonly #parts: RequestMakerParts;
  readonly #values: ValueMaker;
  readonly #good = new Map<ApiOperation, Given[]>();
  readonly #tries = new Map<ApiOperation, number>();
  readonly #mending: Made[] = [];

  constructor(parts: RequestMakerParts) {
    this.#parts = parts;
    this.#values = new ValueMaker(parts);
  }

  make(): Made {
    const { chance } = this.#parts;
    const mended = chance.isWithin(MEND_SHARE) ? this.#mending.pop() : undefined;
    if (mended !== undefined) return mended;
    this.#values.begin();
    const operation = this.#pick();
    this.#tries.set(operation, (this.#tries.get(operation) ?? 0) + 1);
    const manner = chance.weighted(MANNERS);
    const good = this.#good.get(operation) ?? [];
    const given =
      good.length > 0 && chance.isWithin(CHANGE_SHARE)
        ? this.#changed(operation, chance.pick(good))
        : this.#fresh(operation);
    const sent = manner === "spoiled" ? spoil(chance, given) : given;
    const request = { ...encodeRequest(operation, sent, this.#headers(operation)), manner };
    return { operation, request: manner === "wild" ? makeWild(chance, request) : request, mends: 0 };
  }

  /** It was refused: it is tried again with what the answer complains of made anew. */
  mend({ operation, request, mends }: Made, complaints: readonly Complaint[]): void {
    if (request.given === null || mends >= MENDS_MAX || this.#mending.length >= MENDING_MAX) return;
    if (complaints.length === 0) return;
    this.#values.begin(scopeOf(request.given));
    const given = mend({ ...this.#parts, values: this.#values }, operation, { given: request.given, complaints });
    const again = encodeRequest(operation, given, this.#headers(operation));
    this.#mending.push({ operation, request: again, mends: mends + 1 });
  }

  /** It went well: others will be made after it. */
  keep({ operation, request }: Made): void {
    if (request.given === null) return;
    const good = this.#good.get(operation) ?? [];
    this.#good.set(operation, good);
    if (good.length < GOOD_KEPT_MAX) good.push(request.given);
    else good[this.#parts.chance.below(GOOD_KEPT_MAX)] = request.given;
  }

  #pick(): ApiOperation {
    const { document, chance } = this.#parts;
    const weights = document.operations.map((operation) => this.#weightOf(operation));
    let left = chance.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const found = document.operations.find((_, at) => {
      left -= weights[at] ?? 0;
      return left < 0;
    });
    return found ?? chance.pick(document.operations);
  }

  #weightOf(operation: ApiOperation): number {
    if (READS_ALL.test(operation.template)) return WEIGHTS.readsAll;
    const isTaking = operation.method === "DELETE" || TAKES_AWAY.test(operation.template);
    const weight = isTaking ? WEIGHTS.takesAway : WEIGHTS.plain;
    if (this.#good.has(operation)) return weight;
    return weight * NEVER_GOOD_WEIGHT + (this.#tries.get(operation) ?? 0) / TRIES_PER_WEIGHT;
  }

  #fresh(operation: ApiOperation): Given {
    const around = singular(collectionOf(operation.template));
    const { chance } = this.#parts;
    const share = chance.pick([0, 0.2, 0.6]);
    const taken = operation.parameters.filter((one) => one.required || chance.isWithin(share));
    const parameters = taken.map(({ name, schema, in: place }): [string, unknown] => {
      // `{id}` in the middle of a path is of what stands before it.
      const before = place === "path" ? operation.template.split(`/{${name}}`, 1)[0]?.split("/").at(-1) : undefined;
      return [name, this.#values.make(schema, { name, around: before === undefined ? around : singular(before) })];
    });
    const schema = bodySchema(operation);
    const body = schema === null ? undefined : this.#values.make(schema, { name: "", around });
    return { parameters: Object.fromEntries(parameters), body };
  }

  #changed(operation: ApiOperation, given: Given): Given {
    const around = singular(collectionOf(operation.template));
    const parameters = operation.parameters
      .filter(({ name }) => name in given.parameters)
      .map(({ name, schema }): [string, unknown] => [
        name,
        this.#values.change(schema, given.parameters[name], { name, around }),
      ]);
    const schema = bodySchema(operation);
    const body = schema === null ? undefined : this.#values.change(schema, given.body, { name: "", around });
    return { parameters: Object.fromEntries(parameters), body };
  }

  #headers(operation: ApiOperation): Record<string, string> {
    const { chance } = this.#parts;
    const types = [...(operation.answers.get("200")?.keys() ?? [])].filter((type) => type !== "*");
    const accept =
      types.length > 1 || chance.isWithin(0.3) ? { accept: types.length === 0 ? "*/*" : chance.pick(types) } : {};
    return { ...accept, ...this.#key() };
  }

  #key(): Record<string, string> {
    const { chance, known, rootKey } = this.#parts;
    switch (chance.weighted(KEYS)) {
      case "root":
        return chance.isWithin(0.5) ? { authorization: `Bearer ${rootKey}` } : { "x-api-key": rootKey };
      case "told":
        return { authorization: `Bearer ${known.pick(chance, { name: "secret", around: "" }, null) ?? rootKey}` };
      case "token":
        return { authorization: `Bearer ${known.pick(chance, { name: "token", around: "" }, null) ?? rootKey}` };
      case "none":
        return {};
      case "garbage":
        return { authorization: "Bearer nobody's" };
    }
  }
}

/** Whom a request is about: the first customer that it names. */
export function scopeOf(given: Given): string | null {
  const named = given.parameters[SCOPE_NAME] ?? firstScope(given.body);
  return typeof named === "string" ? named : null;
}

function firstScope(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (SCOPE_NAME in value) return value[SCOPE_NAME];
  return Object.values(value)
    .map(firstScope)
    .find((found) => found !== undefined);
}

/** Bodies that aren't JSON are sent as text that the maker has no schema for. */
function bodySchema({ body }: ApiOperation): Readonly<Record<string, unknown>> | null {
  if (body === null) return null;
  return body.get("application/json") ?? [...body.values()][0] ?? {};
}
