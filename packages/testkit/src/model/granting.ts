// Granting in the model: what is asked of all capabilities is decided at once, and a grant is shown as it stands (R24, R26, R29).
import { chainsOf, type Node, type Requested } from "./budget.ts";
import { decimalOf } from "./decimal.ts";
import { alone, decide, type Item, markOf, together, type Verdict } from "./decision.ts";
import type { Paths } from "./ledger-rows.ts";
import { refuse } from "./refusal.ts";
import type { Unresolved } from "./resolution.ts";
import { type Capability, type Draft, type Entity, pairOf } from "./state.ts";

const OPEN_MAX = 10_000;

/** Where chains are looked for: what is kept of a request. */
export interface Kept {
  readonly customerId: string;
  readonly set: readonly string[];
  readonly paths: Paths;
  readonly at: number;
}

export function keptChains(draft: Draft, { customerId, set, paths, at }: Kept, capabilityId: string): Node[][] {
  const entities = paths.map((path) =>
    path.flatMap((id): Entity[] => {
      const entity = draft.entities.get(pairOf(customerId, id));
      return entity === undefined ? [] : [entity];
    }),
  );
  return chainsOf(draft, { customerId, capabilityId, set, at }, entities);
}

/** `now` is when it is asked, which may be long after what is kept. */
export function verdictOn(
  draft: Draft,
  kept: Kept,
  asked: {
    readonly capability: Capability;
    readonly now: number;
    requestedOf(node: Node): Requested;
  },
): Verdict {
  const { capability, now, requestedOf } = asked;
  const chains = keptChains(draft, kept, capability.id);
  return decide(draft, { customerId: kept.customerId, capability, at: now, chains, requestedOf });
}

/** Of a customer's denials those stay that befell entities which exist. */
export function keepDenials(draft: Draft, verdicts: readonly Verdict[]): void {
  const denials = verdicts.flatMap((verdict) => verdict.denials);
  draft.denials.push(...denials.filter((each) => draft.entities.has(pairOf(each.customerId, each.entityId))));
}

export function deniedAnswer(
  draft: Draft,
  verdicts: readonly Verdict[],
  manner: { readonly isItems: boolean; readonly unresolved: readonly Unresolved[] },
): Record<string, unknown> {
  const { unresolved } = manner;
  return {
    ...answerOf(
      verdicts.map((verdict) => ({ verdict, amount: 0 })),
      manner.isItems,
    ),
    unresolved,
    ...markOf(draft),
  };
}

function answerOf(items: readonly Item[], isItems: boolean): Record<string, unknown> {
  const [first] = items;
  return isItems || first === undefined ? together(items) : alone(first.verdict);
}

export interface Granted {
  readonly uses: readonly { readonly capability: Capability; readonly units: bigint }[];
  readonly isItems: boolean;
  readonly unresolved: readonly Unresolved[];
  /** As decided; of a repeat those of now. */
  readonly warnings?: readonly unknown[];
}

/** The figures of now on chains and periods as kept, every node granted. */
export function grantedAnswer(draft: Draft, kept: Kept, granted: Granted): Record<string, unknown> {
  const items = granted.uses.map(({ capability, units }) => ({
    verdict: verdictOn(draft, kept, { capability, now: kept.at, requestedOf: () => null }),
    amount: decimalOf(units, capability.scale),
  }));
  const answer = answerOf(items, granted.isItems);
  return { ...answer, warnings: granted.warnings ?? answer.warnings, unresolved: granted.unresolved, ...markOf(draft) };
}

/** What the budgets grant and a cap refuses (R31). */
export function judgeCaps(draft: Draft, customerId: string, set: readonly string[]): void {
  const open = [...draft.reservations.values()].filter(
    (each) => each.customerId === customerId && each.state === "open",
  );
  if (open.length >= OPEN_MAX) refuse("TooManyOpenReservations");
  for (const id of set) {
    const entity = draft.entities.get(pairOf(customerId, id));
    const most = draft.types.get(entity?.entityTypeId ?? "")?.maxOpenReservations ?? null;
    if (most !== null && open.filter((each) => each.set.includes(id)).length >= most) refuse("TooManyOpenReservations");
  }
}
