// The one door of http: the app that serves operations.
export { type AppParts, createApp } from "./app.ts";
export type { Authenticate } from "./authorization.ts";
export { BodyRefusal, parseJsonBody } from "./json-body.ts";
