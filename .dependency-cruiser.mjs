// The floors: which package may stand on which. Each comment tells an offender where the code belongs.

const TESTS = ["[.]test[.]tsx?$", "^packages/testkit/", "^tests/", "^bench/"];

/** Packages of ours that the package `on` may import; nothing else under packages/. */
const stand = (name, { on, may, comment }) => ({
  name,
  comment,
  severity: "error",
  from: { path: `^packages/${on}/`, pathNot: TESTS },
  to: { path: "^packages/", pathNot: [on, ...may].map((room) => `^packages/${room}/`) },
});

/** What the package `on` may import from Node or a registry; nothing else that isn't ours. */
const lean = (name, { on, may, comment }) => ({
  name,
  comment,
  severity: "error",
  from: { path: `^packages/${on}/`, pathNot: TESTS },
  to: { pathNot: ["^packages/", ...may.map((dependency) => `(^|/)node_modules/${dependency}/`)] },
});

const floors = [
  stand("core-stands-on-nothing", {
    on: "core",
    may: [],
    comment:
      "Core holds the rules and knows nobody. What needs a port, a schema or a store is an operation: put it in service.",
  }),
  lean("core-has-no-io", {
    on: "core",
    may: ["temporal-polyfill"],
    comment:
      "Core is pure: no Node, no package but temporal-polyfill. Load in service through a port, hand core the values.",
  }),
  stand("contract-stands-on-nothing", {
    on: "contract",
    may: [],
    comment: "Contract is the wire alone. A rule belongs in core; turning one into the other belongs in service.",
  }),
  lean("contract-has-only-zod", {
    on: "contract",
    may: ["zod"],
    comment: "Contract is schemas: zod and nothing else. What reads, writes or computes belongs in service or http.",
  }),
  stand("service-stands-on-core-and-contract", {
    on: "service",
    may: ["core", "contract"],
    comment:
      "Service knows ports, not stores or doors. Add a method to ports.ts, implement it in a store, wire it in purser.",
  }),
  lean("service-has-no-io", {
    on: "service",
    may: [],
    comment:
      "Service reaches the world through ports only. Put the driver, clock or crypto behind a port in a store or purser.",
  }),
  stand("store-stands-on-ports", {
    on: "store-[^/]+",
    may: ["core", "service"],
    comment: "A store implements service's ports. What knows the wire belongs in http, what chooses a store in purser.",
  }),
  {
    name: "stores-ignore-each-other",
    comment:
      "Stores never meet: purser puts them together. What two stores share is a rule (core) or a port (service).",
    severity: "error",
    from: { path: "^packages/(store-[^/]+)/", pathNot: TESTS },
    to: { path: "^packages/store-", pathNot: "^packages/$1/" },
  },
  stand("http-knows-no-store", {
    on: "http",
    may: ["contract", "service", "core"],
    comment: "Http turns requests into operations and answers into JSON. Stores are chosen and wired in purser.",
  }),
  stand("client-knows-only-the-contract", {
    on: "client",
    may: ["contract"],
    comment:
      "The client runs in strangers' programs: contract's types and nothing else of ours. Server code belongs in http.",
  }),
  {
    name: "client-takes-types-only",
    comment: "The client has no dependency at run time: write `import type`, or move the value into the client.",
    severity: "error",
    from: { path: "^packages/client/", pathNot: TESTS },
    to: { path: "^packages/contract/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "client-has-no-packages",
    comment: "The client has no dependency at run time: use what Node and browsers bring, or a port of the caller's.",
    severity: "error",
    from: { path: "^packages/client/", pathNot: TESTS },
    to: { path: "node_modules/", pathNot: "^packages/" },
  },
  stand("ai-knows-only-the-client", {
    on: "ai",
    may: ["client"],
    comment: "Middleware for AI frameworks speaks through the client. A new call belongs in client first.",
  }),
  stand("console-knows-only-the-client", {
    on: "console",
    may: ["client"],
    comment:
      "The screens speak through the client. A new call belongs in client first; a rule belongs in core, on the server.",
  }),
  {
    name: "purser-is-the-roof",
    comment: "Purser puts everything together and nobody stands on it. What others need belongs on a lower floor.",
    severity: "error",
    from: { path: "^packages/", pathNot: ["^packages/purser/", ...TESTS] },
    to: { path: "^packages/purser/" },
  },
  {
    name: "testkit-is-for-tests",
    comment:
      "Testkit is never shipped: only tests, benches and scripts import it. What production needs belongs in a package.",
    severity: "error",
    from: { path: "^packages/", pathNot: TESTS },
    to: { path: "^packages/testkit/" },
  },
];

const doors = [
  {
    name: "not-around-the-door",
    comment: 'A package has one door, src/index.ts. Import "@purser/<package>" and export there what you need.',
    severity: "error",
    from: { path: "^packages/([^/]+)/" },
    to: { path: "^packages/[^/]+/", pathNot: ["^packages/$1/", "^packages/[^/]+/src/index[.]ts$"] },
  },
  {
    name: "not-around-the-door-from-outside",
    comment: 'Tests across packages, benches and scripts enter by the door too: import "@purser/<package>".',
    severity: "error",
    from: { pathNot: "^packages/" },
    to: { path: "^packages/[^/]+/", pathNot: "^packages/[^/]+/src/index[.]ts$" },
  },
  {
    name: "not-through-ones-own-door",
    comment:
      "Inside a package import the file itself: the door is for the others, and through it every import is a circle.",
    severity: "error",
    from: { path: "^packages/([^/]+)/src/", pathNot: TESTS },
    to: { path: "^packages/$1/src/index[.]ts$" },
  },
];

const health = [
  {
    name: "no-circles",
    comment:
      "Two files that need each other are one file, or share a third: move the shared part there. A circle that only types close is none when it runs.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "no-unresolvable",
    comment: "The import leads nowhere: correct the path, or declare the package in this package's package.json.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "no-undeclared",
    comment: "The package isn't in this package's dependencies: whoever installs it alone would miss it. Declare it.",
    severity: "error",
    from: { path: "^packages/", pathNot: ["[.]test[.]tsx?$"] },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "no-orphans",
    comment: "Nobody imports this file: export it at the door, use it, or delete it.",
    severity: "error",
    from: {
      orphan: true,
      pathNot: ["[.]d[.]ts$", "[.]config[.]", "[.]test[.]tsx?$", "-worker[.]ts$", "/bin/", "^scripts/", "^bench/"],
    },
    to: {},
  },
];

export default {
  forbidden: [...floors, ...doors, ...health],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)node_modules/[.]" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
