// The one door of purser: the library, which governs usage inside the vendor's own process.
export { ProblemError } from "@purser/service";
export type { EmbeddedOptions } from "./embedded.ts";
export { openPurser, type Purser } from "./library.ts";
export { type Server, type ServerHooks, startServer } from "./server.ts";
export type { ServerSettings } from "./settings.ts";
