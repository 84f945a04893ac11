// Denied asking: what is kept of a denied request so that it can be explained later (R41).
import { type ChainNode, type Growing, isDenying, requestedOf, retryOf, type Snapshot } from "@purser/core";

/** What a denied request is explained from (R41): where ledger and catalog stood, and what was asked. All its records share one. */
export interface DeniedAsking {
  /** Sequence of the newest entry, and number of the newest audit entry, that its decision knew. */
  readonly position: number;
  readonly revision: number;
  /** The usage periods are those that hold it. */
  readonly instant: number;
  /** Entities of each chain, leaf first, ended by 0; -n is the nth of the newcomers. */
  readonly chains: readonly number[];
  /** Entities that were imagined for it: it created nothing (R6). */
  readonly newcomers: readonly Newcomer[];
  readonly items: readonly AskedItem[];
  /** Whether capabilities were asked for as items (R29). */
  readonly isItemized: boolean;
}

export interface Newcomer {
  readonly id: string;
  readonly type: number;
  readonly parent: number;
}

/** One capability of it. */
export interface AskedItem {
  readonly capability: number;
  /** In units. */
  readonly requested: number;
  /** Where the load would have grown by something else: assignment, entity, by how much, and so on. */
  readonly growths: readonly number[];
  /** When a denying budget would have granted: assignment, entity, instant, and so on; never is left out. */
  readonly retries: readonly number[];
  /** What would weigh on a denying budget with carve-outs if no hold were open: assignment, entity, load, and so on. */
  readonly unheld: readonly number[];
}

/** What the figures of a decision are those of: the newest entry and the newest audit entry that it knew. */
export interface Standpoint {
  readonly position: number;
  readonly revision: number;
}

export interface DeniedItem extends Growing {
  readonly capability: { readonly number: number };
  readonly chains: readonly ChainNode[][];
}

export interface Denied {
  readonly standpoint: Standpoint;
  readonly instant: number;
  /** Entities above it were only imagined. */
  readonly lastEntity: number;
  readonly items: readonly DeniedItem[];
  readonly isItemized: boolean;
}

/** Called while the newcomers stand in the snapshot, and after the look-ahead. */
export function askingOf(
  snapshot: Snapshot,
  { standpoint, instant, lastEntity, items, isItemized }: Denied,
): DeniedAsking {
  const newcomers: number[] = [];
  const numberOf = (entity: number): number => {
    if (entity <= lastEntity) return entity;
    const known = newcomers.indexOf(entity);
    return -(known < 0 ? newcomers.push(entity) : known + 1);
  };
  const chains = keptChains(items[0]?.chains ?? [], numberOf);
  return {
    position: standpoint.position,
    revision: standpoint.revision,
    instant,
    chains,
    newcomers: newcomers.length === 0 ? NOBODY : newcomers.map((entity) => newcomerOf(snapshot, entity, numberOf)),
    items: items.map((item) => askedItem(item, numberOf)),
    isItemized,
  };
}

const NOBODY: readonly Newcomer[] = Object.freeze([]);
const NONE: readonly number[] = Object.freeze([]);

/** A list that grew has room for more; a million denials may be kept, and most of these lists are empty. */
const tight = (list: readonly number[]): readonly number[] => (list.length === 0 ? NONE : list.slice());

/** A chain has an entity once for each of its budgets, one after the other. */
function keptChains(chains: readonly ChainNode[][], numberOf: (entity: number) => number): readonly number[] {
  const kept: number[] = [];
  for (const chain of chains) {
    let last = 0;
    for (const { entity } of chain) {
      if (entity !== last) kept.push(numberOf(entity));
      last = entity;
    }
    kept.push(0);
  }
  return tight(kept);
}

function newcomerOf({ entities }: Snapshot, entity: number, numberOf: (entity: number) => number): Newcomer {
  const { id, type, parent } = entities.row(entity);
  return { id, type, parent: numberOf(parent) };
}

/** What stands in two chains may be kept twice. */
function askedItem(item: DeniedItem, numberOf: (entity: number) => number): AskedItem {
  const { capability, requested, growth } = item;
  const growths: number[] = [];
  const retries: number[] = [];
  const unheld: number[] = [];
  for (const node of item.chains.flat()) {
    if (node.assignment === 0) continue;
    const by = requestedOf(item, node);
    const place = [node.assignment, numberOf(node.entity)] as const;
    if (growth !== undefined && (by === 0 || by !== requested)) growths.push(...place, by);
    if (!denies(item, node)) continue;
    const retry = retryOf(node, by);
    if (Number.isFinite(retry)) retries.push(...place, retry);
    if (node.carved !== null && node.ahead !== null) unheld.push(...place, node.ahead.unheld);
  }
  return {
    capability: capability.number,
    requested,
    growths: tight(growths),
    retries: tight(retries),
    unheld: tight(unheld),
  };
}

function denies(item: DeniedItem, node: ChainNode): boolean {
  const by = requestedOf(item, node);
  return isDenying(node, by) && (item.growth === undefined || by > 0);
}

/** Made when it is first needed: few of the requests that pass a soft limit are recorded anywhere. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
