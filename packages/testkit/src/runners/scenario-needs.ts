// What a scenario needs for itself: one that restarts, or that speaks of environments and keys, can't share a server.
import type { Scenario } from "../scenario.ts";

const OF_THE_INSTALLATION = new Set([
  "upsertEnvironment",
  "listEnvironments",
  "createApiKey",
  "listApiKeys",
  "deleteApiKey",
]);

/** The others share one, each in an environment of its own: environments are isolated copies of everything (R45). */
export const needsOwnInstallation = ({ steps }: Scenario): boolean =>
  steps.some(
    (step) =>
      "restart" in step ||
      "store" in step ||
      ("do" in step && (step.as !== undefined || OF_THE_INSTALLATION.has(step.do))),
  );

/** Whether time ends something that the scenario has opened. */
export const holdsAmounts = ({ steps }: Scenario): boolean =>
  steps.some((step) => "do" in step && step.do === "reserve");
