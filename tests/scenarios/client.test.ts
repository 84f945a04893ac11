// Every scenario on the client runner.
import { clientRunner, defineScenarioSuite } from "@purser/testkit";

defineScenarioSuite(clientRunner);
