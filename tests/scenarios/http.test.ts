// Every scenario on the http runner.
import { defineScenarioSuite, httpRunner } from "@purser/testkit";

defineScenarioSuite(httpRunner);
