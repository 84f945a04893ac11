// Refuses a lockfile that a stranger could not install from; part of the gate.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lockFaults } from "./lockfile.ts";

const file = join(import.meta.dirname, "..", "package-lock.json");
const faults = lockFaults(JSON.parse(readFileSync(file, "utf8")));
for (const fault of faults) console.error(`package-lock.json: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
