// The one door of contract: the route table with its schemas, the closed list of problem codes, parsing, and the OpenAPI document.
export * from "./limits.ts";
export { openApiDocument } from "./openapi.ts";
export type { Answer, CheckRequest, GovernanceFile, Input, Request, UsageEventRequest } from "./operation-input.ts";
export {
  type InputParts,
  type Parsed,
  type ParseProblem,
  parseCheckItem,
  parseGovernanceFile,
  parseInput,
  parseUsageEvent,
  splitInput,
} from "./parse.ts";
export type { ConsolePermission, KeyPermission, Permission } from "./permission.ts";
export { isPermanent, PROBLEM_CODES, type Problem, type ProblemCode } from "./problem.ts";
export { type OperationName, ROUTES } from "./routes.ts";
export { isIdempotencyKey } from "./wire-text.ts";
