// Spend: a consume or reserve through the write queue to its answer (R24, R26).
import type { SpendRequest } from "@purser/core";
import type { Caller } from "./caller.ts";
import { type Engine, environmentOf } from "./engine.ts";
import { planWrite } from "./planned-write.ts";
import { answerSpend, type SpendAnswer } from "./spend-answer.ts";
import { planSpend } from "./spend-plan.ts";

export async function spend(engine: Engine, caller: Caller, request: SpendRequest): Promise<SpendAnswer> {
  const { snapshot } = engine;
  const fate = await planWrite(engine, caller, {
    isSettlement: false,
    weight: request.items.length,
    plan: (batch) => planSpend(batch, { snapshot, environment: environmentOf(engine, caller) }, request),
  });
  return answerSpend(engine, caller, { fate, isItemized: request.isItemized });
}
