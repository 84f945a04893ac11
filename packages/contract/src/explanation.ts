// Explanations on the wire: the budgets that were consulted and moved, in their order, with the numbers of then (R41).
import { z } from "zod";
import { judgedFields, nodeAnswer } from "./check.ts";
import { instantAnswer } from "./wire-text.ts";

const chainsOfThen = z
  .array(z.array(nodeAnswer))
  .describe("The budgets consulted, in their order, leaf first, with the figures that decided");

const movedBudget = z
  .strictObject({
    ...nodeAnswer.shape,
    before: z
      .strictObject({ currentUsage: z.number(), heldUsage: z.number() })
      .describe("The figures that the entry found; those of the node are the figures after it"),
  })
  .meta({ id: "MovedBudget" });

export const entryExplanation = z
  .strictObject({
    position: z.string().describe("The ledger just before the entry: figures and rules are those of then"),
    requestedUsage: z.number().nullable().describe("What budgets were asked for and granted; null: none was asked"),
    chains: chainsOfThen,
    budgets: z.array(movedBudget).describe("Every budget that the entry moved, in the order of resolvedEntityIds"),
  })
  .meta({ id: "EntryExplanation" });

const explainedItem = z.strictObject({ capabilityId: z.string(), requestedUsage: z.number(), ...judgedFields });

export const denialExplanation = z
  .strictObject({
    at: instantAnswer,
    requestId: z.string(),
    position: z.string().describe("Figures and rules are those of the ledger here"),
    ...judgedFields,
    chains: chainsOfThen,
    warnings: z.array(nodeAnswer),
    items: z.array(explainedItem).describe("One for each capability that was asked for"),
  })
  .meta({ id: "DenialExplanation" });
