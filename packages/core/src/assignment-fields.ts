// Assignment fields: what an item of an assignment list says, judged field by field, for own assignments and defaults alike (R11, R14).
import { parseAmount } from "./amount.ts";
import { SCOPE_SIZE_MAX } from "./assignment.ts";
import { isTimeZone, parseCadence } from "./cadence.ts";
import type { Capability } from "./capability.ts";
import { type CustomerPlace, type ItemField, itemFault } from "./catalog-batch.ts";
import type { EnvironmentState } from "./environment-state.ts";
import type { Fault } from "./fault.ts";

/** Where an item stands; its fields' paths start there. */
export type ItemAt = Pick<ItemField, "list" | "index">;

/** Amounts and limits come as sent: only the capability's scale tells what they are (R1). */
export function judgeLimit(value: number | string | null, capability: Capability, at: ItemAt): number | null | Fault {
  if (value === null) return null;
  const limit = parseAmount(value, { scale: capability.scale, rounding: "exact" });
  return typeof limit === "number" ? limit : itemFault("InvalidRequest", limit, { ...at, field: "usageLimit" });
}

export function cadenceFault(cadence: string | null | undefined, at: ItemAt): Fault | null {
  if (cadence === null || cadence === undefined || parseCadence(cadence) !== null) return null;
  const detail = `"${cadence}" is no cadence. Send one unit such as "P1M", "P1D" or "PT1H", or null for a lifetime budget.`;
  return itemFault("InvalidRequest", detail, { ...at, field: "cadence" });
}

export function timeZoneFault(timeZone: string | null | undefined, at: ItemAt): Fault | null {
  if (timeZone === null || timeZone === undefined || isTimeZone(timeZone)) return null;
  const detail = `"${timeZone}" is no time zone. Send an IANA name such as "Europe/Berlin".`;
  return itemFault("InvalidRequest", detail, { ...at, field: "timeZone" });
}

export function judgeCapability(environment: EnvironmentState, id: string, at: ItemAt): Capability | Fault {
  const capability = environment.capabilities.get(id);
  if (capability !== undefined) return capability;
  return itemFault("CapabilityNotFound", `No capability "${id}" in this environment. Make it first.`, {
    ...at,
    field: "capabilityId",
  });
}

/** The numbers of the scope's entities, ascending; whether they are active is judged apart. */
export function judgeScope(
  place: Pick<CustomerPlace, "customer">,
  { ids, entity }: { readonly ids: readonly string[]; readonly entity: number },
  at: ItemAt,
): readonly number[] | Fault {
  if (ids.length > SCOPE_SIZE_MAX) {
    const detail = `A scope has at most ${SCOPE_SIZE_MAX} entities, not ${ids.length}.`;
    return itemFault("InvalidRequest", detail, { ...at, field: "scopeEntityIds" });
  }
  const numbers: number[] = [];
  for (const [index, id] of ids.entries()) {
    const number = place.customer.entities.get(id);
    const wrong = scopeMemberFault({ id, number }, entity, numbers);
    if (wrong !== null) return itemFault("InvalidRequest", wrong, { ...at, field: `scopeEntityIds/${index}` });
    if (number !== undefined) numbers.push(number);
  }
  return numbers.sort((a, b) => a - b);
}

function scopeMemberFault(
  { id, number }: { readonly id: string; readonly number: number | undefined },
  entity: number,
  before: readonly number[],
): string | null {
  if (number === undefined) return `No entity "${id}" at this customer. Make it first.`;
  if (number === entity) return `"${id}" is the assignment's own entity. Leave it out of the scope.`;
  return before.includes(number) ? `"${id}" stands twice in the scope. Send it once.` : null;
}

/** R5: nothing new may name what is archived. */
export function archivedScopeFault(
  { snapshot, customer }: Pick<CustomerPlace, "snapshot" | "customer">,
  ids: readonly string[] | undefined,
  at: ItemAt,
): Fault | null {
  const index = ids?.findIndex((id) => snapshot.entities.isArchived(customer.entities.get(id) ?? 0)) ?? -1;
  if (index < 0) return null;
  const detail = `Entity "${ids?.[index]}" is archived and can't stand in a scope.`;
  return itemFault("InvalidRequest", detail, { ...at, field: `scopeEntityIds/${index}` });
}
