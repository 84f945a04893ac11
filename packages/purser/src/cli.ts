// The command line: every command by its name; `purser --help` teaches them.
import { defineCommand, runMain } from "citty";
import { strictly } from "./strict-words.ts";
import { VERSION } from "./version.ts";

const purser = defineCommand({
  meta: {
    name: "purser",
    version: VERSION,
    description: "Usage governance for AI products: budgets on every level, one check before, one ingest after.",
  },
  subCommands: strictly({
    serve: () => import("./commands/serve.ts").then(({ serve }) => serve),
    demo: () => import("./commands/demo.ts").then(({ demo }) => demo),
    keys: () => import("./commands/keys.ts").then(({ keys }) => keys),
    exceptions: () => import("./commands/exceptions.ts").then(({ exceptions }) => exceptions),
    requests: () => import("./commands/requests.ts").then(({ requests }) => requests),
    check: () => import("./commands/check.ts").then(({ check }) => check),
    ingest: () => import("./commands/ingest.ts").then(({ ingest }) => ingest),
    explain: () => import("./commands/explain.ts").then(({ explain }) => explain),
    tree: () => import("./commands/tree.ts").then(({ tree }) => tree),
    plan: () => import("./commands/plan.ts").then(({ plan }) => plan),
    apply: () => import("./commands/apply.ts").then(({ apply }) => apply),
    export: () => import("./commands/export.ts").then(({ exportGovernance }) => exportGovernance),
    verify: () => import("./commands/verify.ts").then(({ verify }) => verify),
    backup: () => import("./commands/backup.ts").then(({ backup }) => backup),
    doctor: () => import("./commands/doctor.ts").then(({ doctor }) => doctor),
    restore: () => import("./commands/restore.ts").then(({ restore }) => restore),
    replay: () => import("./commands/replay.ts").then(({ replay }) => replay),
    config: () => import("./commands/config.ts").then(({ config }) => config),
  }),
});

await runMain(purser);
