// The one door of http: the app that serves operations.
export { createApp } from "./app.ts";
export type { AnsweredRequest, RequestLog } from "./request-log.ts";
export type { Trace, TracedRequest } from "./trace.ts";
