// Check many: up to 100 checks, each alone; those of one customer see one state of the counters (R18).
import { parseCheckItem } from "@purser/contract";
import { judgeCheck } from "./check.ts";
import type { Engine } from "./engine.ts";
import type { Operations } from "./operation.ts";
import { answerProblem } from "./problem-answer.ts";

export function makeCheckMany(engine: Engine): Operations["checkMany"] {
  return async (caller, input) => {
    // Nothing is awaited between two checks, so no write comes between them.
    const judged = input.checks.map((raw) => {
      try {
        const parsed = parseCheckItem(raw);
        if (!parsed.ok) return { problem: answerProblem(parsed.problem, caller.requestId) };
        return judgeCheck(engine, caller, parsed.value);
      } catch (error) {
        return { problem: answerProblem(error, caller.requestId) };
      }
    });
    return { data: await Promise.all(judged) };
  };
}
