// Reserve: holds an amount at every level, all or none, until it is committed, released or expires (R26, R28, R29, R31).
import type { SpendRequest } from "@purser/core";
import type { Engine } from "./engine.ts";
import type { Operations } from "./operation.ts";
import { answerReservation, knownReservation } from "./reservation-answer.ts";
import { spend } from "./spend.ts";

export function makeReserve(engine: Engine): Operations["reserve"] {
  return async (caller, input) => {
    const { capabilityId, amount, minAmount, items, ...rest } = input;
    const request: SpendRequest = {
      ...rest,
      operation: "reserve",
      items: items ?? [{ capabilityId: capabilityId ?? "", amount: amount ?? 0, minAmount }],
      isItemized: items !== undefined,
    };
    const { decision, entries, isDuplicate } = await spend(engine, caller, request);
    const [entry] = entries;
    if (entry === undefined) return { ...decision, reservation: null };
    const reservation = answerReservation(engine, await knownReservation(engine, entry.reservation));
    return { ...decision, reservation: isDuplicate ? { ...reservation, duplicate: true } : reservation };
  };
}
