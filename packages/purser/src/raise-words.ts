// Raises at the command line: the flags that say by how much and how long, and how exceptions and limit requests read.
import { cadenceText } from "./budget-text.ts";
import { SettingsError } from "./settings.ts";

/** Words for null: of a cadence, and of an end. */
const LIFETIME = "lifetime";
const NEVER = "never";

export const raiseArguments = {
  limit: { type: "string", description: "The limit for the time, if it is above the one that stands" },
  amount: { type: "string", description: "Added to the limit for the time" },
  until: {
    type: "string",
    description: `When it ends, or ${NEVER} (left out: as asked, else with the usage period)`,
    valueHint: "2026-04-01T00:00:00Z",
  },
} as const;

interface RaiseFlags {
  readonly limit?: string | undefined;
  readonly amount?: string | undefined;
  readonly until?: string | undefined;
}

/** The fields that were given; both raises at once are one too many. */
export function raiseOf({ limit, amount, until }: RaiseFlags): {
  usageLimit?: string;
  amount?: string;
  until?: string | null;
} {
  if (limit !== undefined && amount !== undefined) throw new SettingsError("Give --limit or --amount, not both.");
  return {
    ...(limit === undefined ? {} : { usageLimit: limit }),
    ...(amount === undefined ? {} : { amount }),
    ...(until === undefined ? {} : { until: until === NEVER ? null : until }),
  };
}

export const cadenceOf = (text: string): string | null => (text === LIFETIME ? null : text);

export interface ToldRaise {
  readonly id: string;
  readonly entityId: string;
  readonly capabilityId: string;
  readonly scopeEntityIds: readonly string[];
  readonly cadence: string | null;
  readonly usageLimit: number | null;
  readonly amount: number | null;
  readonly until: string | null;
  readonly reason: string;
}

/** `exc_1  research  credits / month  +50  until 2026-04-01T00:00:00.000Z`, and what follows of it. */
export function raiseText(raise: ToldRaise, end: string, state: string): string {
  const { id, entityId, capabilityId, scopeEntityIds, cadence, usageLimit, amount, reason } = raise;
  const scope = scopeEntityIds.length === 0 ? "" : ` with ${scopeEntityIds.join(" + ")}`;
  const by = usageLimit === null ? `+${amount}` : `limit ${usageLimit}`;
  return `${id}  ${entityId}${scope}  ${capabilityId} / ${cadenceText(cadence)}  ${by}  ${end}  ${state}  ${reason}`;
}

export const endText = (until: string | null): string => (until === null ? "until revoked" : `until ${until}`);
