// Arrival: when a request came, kept on Node's own request; Fastify's clock runs only where it logs or has hooks on answers.
import type { IncomingMessage } from "node:http";

const ARRIVED = Symbol("arrived");

interface Arrived {
  [ARRIVED]?: number;
}

export function noteArrival(request: IncomingMessage & Arrived): void {
  request[ARRIVED] = performance.now();
}

/** Milliseconds since the request came. */
export function sinceArrival(request: IncomingMessage & Arrived): number {
  const now = performance.now();
  return now - (request[ARRIVED] ?? now);
}
