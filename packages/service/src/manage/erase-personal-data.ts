// Erase personal data: an entity's id, name and metadata are gone from everything that is kept; its totals stay (R42).
import { eraseEntity, erasureToken, isErased } from "@purser/core";
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { activeCustomer } from "./active-customer.ts";
import { knownEntity } from "./known-entity.ts";

const TOKEN_BYTES = 16;

export function makeErasePersonalData(engine: Engine): Operations["erasePersonalData"] {
  return (caller, input) => {
    const token = erasureToken(engine.ids.random(TOKEN_BYTES));
    return writeCatalog(engine, caller, () => {
      const customer = activeCustomer(engine, caller, input.customerId);
      const row = knownEntity(engine, customer, input.entityId);
      if (isErased(row)) return { changes: [], answer: () => null };
      const { change, erasure } = eraseEntity(row, token);
      return { changes: [change], erased: [erasure], answer: () => null };
    });
  };
}
