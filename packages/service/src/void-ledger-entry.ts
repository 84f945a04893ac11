// Void: takes back whatever is left of an entry, once; a second one is a duplicate of the first (R23).
import { entryId, fault } from "@purser/core";
import type { Caller } from "./caller.ts";
import { customerArchived } from "./check.ts";
import { recordVoid } from "./correction.ts";
import { type Engine, environmentOf } from "./engine.ts";
import { answerFate } from "./ingest-answer.ts";
import { knownCustomer, knownEntry } from "./known-customer.ts";
import type { Operations } from "./operation.ts";
import { OriginalEntries } from "./original-entries.ts";
import { planWrite } from "./planned-write.ts";
import { problemOf } from "./problem-error.ts";
import type { EventFate } from "./recorded-event.ts";

export function makeVoidLedgerEntry(engine: Engine): Operations["voidLedgerEntry"] {
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    if (customer.row.archivedAt !== null) throw customerArchived(customer.row.id);
    const entry = await knownEntry(engine, customer, input.entryId);
    const named = { customerId: input.customerId, correctsEntryId: entryId(entry.sequence) };
    const fate = await submitVoid(engine, caller, { ...named, metadata: input.metadata });
    if (fate.kind === "rejected") throw problemOf(fate.fault);
    return answerFate(engine, fate, { key: `void:${named.correctsEntryId}`, withFigures: true });
  };
}

interface Voiding {
  readonly customerId: string;
  readonly correctsEntryId: string;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

function submitVoid(engine: Engine, caller: Caller, voiding: Voiding): Promise<EventFate> {
  const originals = new OriginalEntries(engine, environmentOf(engine, caller));
  return planWrite(engine, caller, {
    isSettlement: true,
    weight: 1,
    load: () => originals.load([voiding]),
    plan: (batch): EventFate => {
      const original = originals.get(voiding.customerId, voiding.correctsEntryId);
      if (original === undefined) return { kind: "rejected", fault: fault("NotFound", "The entry is gone.") };
      return recordVoid(batch, original, voiding.metadata);
    },
  });
}
