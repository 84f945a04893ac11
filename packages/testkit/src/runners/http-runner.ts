// The HTTP runner: requests as any caller would send them, made from the route table and nothing else of ours.
import { type OperationName, ROUTES, splitInput } from "@purser/contract";
import type { Outcome, Runner, System } from "../scenario.ts";
import { ScenarioServers, setServerClock } from "./server-system.ts";

const servers = new ScenarioServers();

export const httpRunner: Runner = {
  name: "http",
  async start(clockMs, scenario): Promise<System> {
    const server = await servers.start(clockMs, scenario);
    return {
      call: (operation, input, key = server.key) => send(server.url, operation as OperationName, { input, key }),
      setClock: (ms) => setServerClock(server, scenario, ms),
      restart: () => server.restart(),
      stop: () => server.stop(),
    };
  },
  stop: () => servers.stop(),
};

async function send(
  url: string,
  operation: OperationName,
  request: { readonly input: Record<string, unknown>; readonly key: string },
): Promise<Outcome> {
  const { method, template } = ROUTES[operation];
  const { path, query, body } = splitInput(operation, request.input);
  const address = template.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(path[field])));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  );
  const answer = await fetch(`${url}${address}${search.size > 0 ? `?${search}` : ""}`, {
    method,
    headers: {
      ...(request.key === "" ? {} : { "x-api-key": request.key }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status === 204) return { answer: null };
  const read = await answer.json();
  return answer.ok ? { answer: read } : { problem: read as never };
}
