// Runs a range of seeds on a thread of its own, since a simulated run keeps its thread busy.
import { parentPort, workerData } from "node:worker_threads";
import { type SeedRange, simulateSeeds } from "@purser/testkit";

parentPort?.postMessage(await simulateSeeds(workerData as SeedRange));
