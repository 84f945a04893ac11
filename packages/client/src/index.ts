// The one door of the client.
export { CALLS } from "./calls.ts";
export { type CallOptions, type Client, type ClientOptions, createClient } from "./client.ts";
export { PurserProblem, PurserUnreachable } from "./problem.ts";
export { fetchTransport, type Transport, type WireAnswer, type WireRequest } from "./transport.ts";
