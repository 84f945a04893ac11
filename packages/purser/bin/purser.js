#!/usr/bin/env node
// Refuses a Node that can't run Purser before anything of it is loaded; then the command line takes over.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`Purser needs Node 22.18 or newer; this is ${process.versions.node}.`);
  process.exit(2);
}
await import("../src/cli.ts");
