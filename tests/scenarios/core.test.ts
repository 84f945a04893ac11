// Every scenario on the core runner.
import { coreRunner, defineScenarioSuite } from "@purser/testkit";

defineScenarioSuite(coreRunner);
