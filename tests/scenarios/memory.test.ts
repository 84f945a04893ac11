// Every scenario on the memory runner.
import { defineScenarioSuite, memoryRunner } from "@purser/testkit";

defineScenarioSuite(memoryRunner);
