// The state of the model: rows that are never changed in place, so that a copy of the lists is a copy of everything.
import type { Exception, LimitRequest } from "./exception-rows.ts";
import type { Denial, Entry, Recorded, Reservation } from "./ledger-rows.ts";

export interface EntityType {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly attributionKeys: readonly string[];
  readonly autoProvision: { readonly parentFrom?: string } | null;
  /** Null is any number (R31). */
  readonly maxOpenReservations: number | null;
  readonly archivedAt: number | null;
  readonly version: number;
}

export interface Capability {
  readonly id: string;
  readonly kind: "feature" | "currency";
  readonly displayName: string;
  readonly unitSingular: string | null;
  readonly unitPlural: string | null;
  readonly scale: number;
}

export interface Customer {
  readonly id: string;
  readonly displayName: string | null;
  readonly timeZone: string | null;
  readonly anchor: number | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly archivedAt: number | null;
  readonly version: number;
}

export interface Entity {
  readonly customerId: string;
  readonly id: string;
  readonly entityTypeId: string;
  readonly displayName: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parentId: string | null;
  readonly archivedAt: number | null;
  /** Which archive took it; 0 while active. */
  readonly archivedBy: number;
  readonly isProvisioned: boolean;
  readonly createdAt: number;
  readonly version: number;
}

/** Of an entity, or (a default) of an entity type; a default without zone or anchor follows its customer's. */
export interface Assignment {
  readonly id: string;
  /** Null for a default of the environment. */
  readonly customerId: string | null;
  readonly entityId: string | null;
  readonly entityTypeId: string | null;
  readonly capabilityId: string;
  /** Sorted. */
  readonly scopeEntityIds: readonly string[];
  readonly cadence: string | null;
  readonly usageLimit: bigint | null;
  readonly enforcement: "hard" | "soft" | "shadow";
  /** How far a soft limit may be passed; null lets everything pass. */
  readonly overageLimit: bigint | null;
  /** Carved is set aside inside its parent budget (R33). */
  readonly allocation: "shared" | "carved";
  readonly anchor: number | null | "customer's";
  readonly timeZone: string | null;
  readonly countFrom: "period" | "now";
  /** How many ledger entries there were when it was made. */
  readonly madeAfter: number;
  readonly version: number;
}

export interface Settings {
  readonly strict: boolean;
  readonly provisionLimit: number;
  readonly maxLatenessDays: number;
}

export interface State {
  readonly settings: Settings;
  readonly types: ReadonlyMap<string, EntityType>;
  readonly capabilities: ReadonlyMap<string, Capability>;
  readonly customers: ReadonlyMap<string, Customer>;
  /** By `pairOf(customerId, id)`. */
  readonly entities: ReadonlyMap<string, Entity>;
  readonly assignments: ReadonlyMap<string, Assignment>;
  readonly entries: readonly Entry[];
  /** By `pairOf(customerId, key)`. */
  readonly keys: ReadonlyMap<string, Recorded>;
  readonly denials: readonly Denial[];
  /** In the order of opening. */
  readonly reservations: ReadonlyMap<string, Reservation>;
  /** In the order of making. */
  readonly exceptions: ReadonlyMap<string, Exception>;
  readonly limitRequests: ReadonlyMap<string, LimitRequest>;
  /** The wall clock. */
  readonly clock: number;
  /** Ids are handed out in the order of asking. */
  readonly made: number;
}

/** The same lists, open for writing; what is thrown away was never there. */
export type Draft = { -readonly [K in keyof State]: Writable<State[K]> };
type Writable<T> = T extends ReadonlyMap<infer K, infer V> ? Map<K, V> : T extends readonly (infer V)[] ? V[] : T;

export const EMPTY: State = {
  settings: { strict: false, provisionLimit: 100_000, maxLatenessDays: 35 },
  types: new Map(),
  capabilities: new Map(),
  customers: new Map(),
  entities: new Map(),
  assignments: new Map(),
  entries: [],
  keys: new Map(),
  denials: [],
  reservations: new Map(),
  exceptions: new Map(),
  limitRequests: new Map(),
  clock: 0,
  made: 0,
};

export function draftOf(state: State): Draft {
  return {
    settings: state.settings,
    types: new Map(state.types),
    capabilities: new Map(state.capabilities),
    customers: new Map(state.customers),
    entities: new Map(state.entities),
    assignments: new Map(state.assignments),
    entries: [...state.entries],
    keys: new Map(state.keys),
    denials: [...state.denials],
    reservations: new Map(state.reservations),
    exceptions: new Map(state.exceptions),
    limitRequests: new Map(state.limitRequests),
    clock: state.clock,
    made: state.made,
  };
}

export const pairOf = (customerId: string, id: string): string => JSON.stringify([customerId, id]);

export function nextId(draft: Draft, kind: string): string {
  draft.made += 1;
  return `${kind}-${draft.made}`;
}
