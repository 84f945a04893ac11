// What operations take and answer, as types drawn from the route table's schemas.
import type { z } from "zod";
import type { checkItem } from "./check.ts";
import type { governanceFile } from "./governance-document.ts";
import type { usageEvent } from "./ingest.ts";
import type { OperationName, ROUTES } from "./routes.ts";

type Taken<Name extends OperationName> = (typeof ROUTES)[Name]["takes"];

/** A part without fields adds none; as zod has it, it would forbid those of the other parts. */
type Added<Fields> = Fields extends Record<string, never> ? Record<never, never> : Fields;
type PartOf<Given, Part extends string> = Given extends { readonly [Key in Part]: infer Schema extends z.ZodType }
  ? Added<z.output<Schema>>
  : unknown;

/** An operation's input as parsed: path parameters, query and body in one flat object; instants in milliseconds. */
export type Input<Name extends OperationName> = PartOf<Taken<Name>, "path"> &
  PartOf<Taken<Name>, "query"> &
  PartOf<Taken<Name>, "body">;

/** A governance file as parsed; instants in milliseconds. */
export type GovernanceFile = z.output<typeof governanceFile>;

/** A usage event as parsed. */
export type UsageEvent = z.output<typeof usageEvent>;

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** An operation's answer as it goes over the wire. */
export type Answer<Name extends OperationName> = DeepReadonly<z.output<(typeof ROUTES)[Name]["answers"]>>;

type RawPartOf<Given, Part extends string> = Given extends { readonly [Key in Part]: infer Schema extends z.ZodType }
  ? Added<z.input<Schema>>
  : unknown;

/** A usage event and a check of a batch as callers write them. */
export type UsageEventRequest = z.input<typeof usageEvent>;
export type CheckRequest = z.input<typeof checkItem>;

/** An operation's input as callers write it: instants as text, amounts as numbers or decimal text. */
export type Request<Name extends OperationName> = Name extends "ingest"
  ? { readonly events: readonly UsageEventRequest[]; readonly figures?: boolean | undefined }
  : Name extends "checkMany"
    ? { readonly checks: readonly CheckRequest[] }
    : RawPartOf<Taken<Name>, "path"> & RawPartOf<Taken<Name>, "query"> & RawPartOf<Taken<Name>, "body">;
