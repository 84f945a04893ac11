// The seen part: what of a customer the caller may see; anything else looks exactly as if it weren't there.
import { type CustomerState, isInSubtree, type SeenRoots } from "@purser/core";
import type { Caller } from "./caller.ts";
import type { Engine } from "./engine.ts";
import { entityNotFound, filteredEntity } from "./known-customer.ts";

/** The active ones of a console token's roots; null for whoever sees the whole customer. */
export function seenRoots({ snapshot }: Engine, { token }: Caller, customer: CustomerState): SeenRoots {
  if (token === undefined || token.rootEntityIds === null) return null;
  const numbers = token.rootEntityIds.map((id) => customer.entities.get(id) ?? 0);
  return new Set(numbers.filter((number) => number !== 0 && !snapshot.entities.isArchived(number)));
}

/** The number of an entity that a filter names; null when it names none. */
export function seenEntity(
  engine: Engine,
  seen: { readonly customer: CustomerState; readonly roots: SeenRoots },
  id: string | undefined,
): number | null {
  const entity = filteredEntity(seen.customer, id);
  if (id === undefined || entity === null) return null;
  if (isInSubtree(engine.snapshot.entities, seen.roots, entity)) return entity;
  throw entityNotFound(id);
}
