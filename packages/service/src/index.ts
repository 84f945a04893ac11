// The one door of service: the operations, the ports that stores fill, and how an engine is started.
export * from "./caller.ts";
export * from "./catalog-port.ts";
export { openConsoleToken } from "./console-standing.ts";
export { EMPTY_TRANSACTION } from "./empty-transaction.ts";
export * from "./engine.ts";
export { flushDenials } from "./flush-denials.ts";
export type { Operations } from "./operation.ts";
export { makeOperations, type OperationsBeside } from "./operations.ts";
export { requirePermission } from "./permitted.ts";
export * from "./ports.ts";
export { answerProblem } from "./problem-answer.ts";
export * from "./problem-error.ts";
export { makeRequestIds } from "./request-ids.ts";
export { ensureLiveEnvironment, ensureRootKey } from "./root-key.ts";
export * from "./start.ts";
export { sweepReservations } from "./sweep-reservations.ts";
export * from "./token-seal.ts";
