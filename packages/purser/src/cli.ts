// The command line: every command by its name; `purser --help` teaches them.
import { defineCommand, runMain } from "citty";
import { VERSION } from "./version.ts";

const purser = defineCommand({
  meta: {
    name: "purser",
    version: VERSION,
    description: "Usage governance for AI products: budgets on every level, one check before, one ingest after.",
  },
  subCommands: {
    serve: () => import("./commands/serve.ts").then(({ serve }) => serve),
    demo: () => import("./commands/demo.ts").then(({ demo }) => demo),
    keys: () => import("./commands/keys.ts").then(({ keys }) => keys),
    check: () => import("./commands/check.ts").then(({ check }) => check),
    ingest: () => import("./commands/ingest.ts").then(({ ingest }) => ingest),
    plan: () => import("./commands/plan.ts").then(({ plan }) => plan),
    apply: () => import("./commands/apply.ts").then(({ apply }) => apply),
    export: () => import("./commands/export.ts").then(({ exportGovernance }) => exportGovernance),
    verify: () => import("./commands/verify.ts").then(({ verify }) => verify),
    replay: () => import("./commands/replay.ts").then(({ replay }) => replay),
  },
});

await runMain(purser);
