// The one door of testkit: scenarios, the runners that play them, the rule table and the second model.

export { AnswerJudge } from "./fuzz/answer-judge.ts";
export { ApiDocument } from "./fuzz/api-document.ts";
export { type FuzzOrder, type FuzzReport, fuzz } from "./fuzz/http-fuzz.ts";
export { growthFault } from "./fuzz/server-size.ts";
export { type Command, type Input, NO_SCENARIO, STARTS_AT } from "./model-commands/command.ts";
export { ALL_READS } from "./model-commands/read-commands.ts";
export {
  compareWithModel,
  examineSequences,
  type PropertyOptions,
  type PropertyReport,
  SEED,
} from "./model-commands/sequence-property.ts";
export { TwinPlay } from "./model-commands/twin-play.ts";
export { CAPABILITIES, CUSTOMERS, VOCABULARY } from "./model-commands/world.ts";
export { type CommandSettings, type RanCommand, runCommand } from "./process/command-run.ts";
export { type KillOrder, type KillReport, killRepeatedly } from "./process/kill-harness.ts";
export { type ServerProcess, type ServerProcessOptions, startServerProcess } from "./process/server-process.ts";
export { withDirectory } from "./process/temporary-directory.ts";
export { printRuleTable, resultsOf, ruleTable } from "./rule-table.ts";
export { clientRunner } from "./runners/client-runner.ts";
export { coreRunner } from "./runners/core-runner.ts";
export { FoldingCounters } from "./runners/folding-counters.ts";
export { httpRunner } from "./runners/http-runner.ts";
export { memoryRunner } from "./runners/memory-runner.ts";
export { MovableClock } from "./runners/movable-clock.ts";
export { OperationsSystem } from "./runners/operations-system.ts";
export { ROOT_KEY, startTestServer, type TestServer } from "./runners/server-system.ts";
export { sqliteRunner } from "./runners/sqlite-runner.ts";
export { testIds } from "./runners/test-ids.ts";
export * from "./scenario.ts";
export { loadScenarios } from "./scenario-file.ts";
export { playScenario } from "./scenario-run.ts";
export { defineScenarioSuite } from "./scenario-suite.ts";
export { Chance } from "./simulator/chance.ts";
export { CALL_FAILURES, type CallFailure, failNthCall } from "./simulator/nth-call.ts";
export { ALL_RULES, type ProtocolRules, RULE_NAMES, type RuleName } from "./simulator/protocol-rules.ts";
export { RECORDED_SCHEDULES } from "./simulator/recorded-schedules.ts";
export { addSadPaths, noSadPaths, type SadCounts, unseenSadPaths } from "./simulator/sad-paths.ts";
export { firstSeed, type SeedRange, type SeedsResult, simulateSeeds } from "./simulator/simulate-seeds.ts";
export { type SimulationOptions, type SimulationResult, simulate } from "./simulator/simulation.ts";
export type { ExamStore } from "./store-exam/exam-store.ts";
export { defineStoreExam } from "./store-exam/store-exam.ts";
