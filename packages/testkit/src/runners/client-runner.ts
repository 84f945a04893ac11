// The client runner: the published client against a real server.
import { type Client, createClient, PurserProblem } from "@purser/client";
import type { Outcome, Runner, System } from "../scenario.ts";
import { ScenarioServers, setServerClock } from "./server-system.ts";

const servers = new ScenarioServers();

export const clientRunner: Runner = {
  name: "client",
  async start(clockMs, scenario): Promise<System> {
    const server = await servers.start(clockMs, scenario);
    const clients = new Map<string, Client>();
    const clientFor = (apiKey: string): Client => {
      const client = clients.get(apiKey) ?? createClient({ baseUrl: server.url, apiKey });
      clients.set(apiKey, client);
      return client;
    };
    return {
      call: (operation, input, key = server.key) => call(clientFor(key), operation, input),
      setClock: (ms) => setServerClock(server, scenario, ms),
      stop: async () => {
        for (const client of clients.values()) await client.close();
        await server.stop();
      },
    };
  },
  stop: () => servers.stop(),
};

async function call(client: Client, operation: string, input: Record<string, unknown>): Promise<Outcome> {
  const method = client[operation as keyof Client] as unknown as (input: unknown) => Promise<unknown>;
  try {
    return { answer: await method(input) };
  } catch (error) {
    if (error instanceof PurserProblem) return { problem: { ...error, detail: error.message } };
    throw error;
  }
}
