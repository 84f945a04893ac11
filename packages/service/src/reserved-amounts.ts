// Reserved amounts: what a call says of the capabilities of a reservation, in units (R27).
import {
  type Capability,
  capabilityNotFound,
  type EnvironmentState,
  type Fault,
  fault,
  isFault,
  parseAmount,
  type Reservation,
  roundingOf,
  type Snapshot,
} from "@purser/core";

export interface AmountsSent {
  readonly amount?: number | string | undefined;
  readonly items?: readonly { readonly capabilityId: string; readonly amount: number | string }[] | undefined;
}

export interface Naming {
  readonly snapshot: Snapshot;
  readonly environment: EnvironmentState;
  readonly reservation: Reservation;
}

/** Capability number → units, in the order of the reservation's items; null when nothing was said. */
export function amountsSent(naming: Naming, sent: AmountsSent): Map<number, number> | null | Fault {
  if (sent.items !== undefined) return itemAmounts(naming, sent.items);
  if (sent.amount === undefined) return null;
  const [only, ...more] = naming.reservation.items;
  if (only === undefined || more.length > 0) {
    return fault("InvalidRequest", "The reservation holds several capabilities: send items instead.", "/amount");
  }
  const units = unitsOf(naming.snapshot.capability(only.capability), sent.amount, "/amount");
  return isFault(units) ? units : new Map([[only.capability, units]]);
}

function itemAmounts(naming: Naming, items: NonNullable<AmountsSent["items"]>): Map<number, number> | Fault {
  const { environment, reservation } = naming;
  const found = new Map<number, number>();
  for (const [index, item] of items.entries()) {
    const capability = environment.capabilities.get(item.capabilityId);
    if (capability === undefined) return capabilityNotFound(item.capabilityId, `/items/${index}/capabilityId`);
    if (!reservation.items.some((held) => held.capability === capability.number)) {
      const detail = `The reservation doesn't hold "${item.capabilityId}". Name capabilities that it holds.`;
      return fault("InvalidRequest", detail, `/items/${index}/capabilityId`);
    }
    const units = unitsOf(capability, item.amount, `/items/${index}/amount`);
    if (isFault(units)) return units;
    found.set(capability.number, units);
  }
  return found;
}

function unitsOf(capability: Capability, amount: number | string, path: string): number | Fault {
  const units = parseAmount(amount, { scale: capability.scale, rounding: roundingOf(capability) });
  return typeof units === "number" ? units : fault("InvalidRequest", units, path);
}
