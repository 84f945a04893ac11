// Every scenario on the sqlite runner.
import { defineScenarioSuite, sqliteRunner } from "@purser/testkit";

defineScenarioSuite(sqliteRunner);
