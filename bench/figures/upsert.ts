// F17: the slowest hundredth of checks while entities and assignments of a customer of a million change, beside a quiet catalog.
import { API_KEY, requestBytes } from "../connection.ts";
import { copyOf } from "../data-set.ts";
import { alternate, type Figure, quantile, repeats } from "../figure.ts";
import { drip, inTurn, keepRate } from "../load.ts";
import { CHECK_PATH, million, millionDirectory, millionNote } from "../million.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { startProcess } from "../process.ts";
import { checkBody } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const CONNECTIONS = 16;
const CHECKS_PER_SECOND = 2_000;
const UPSERTS_PER_SECOND = 20;
const SECONDS: Sizes = [4, 1];
const DRAWN = 20_000;
const P99 = 0.99;

export async function measure(mode: Mode): Promise<Figure[]> {
  const users = zipfIndexes(million(mode).users, DRAWN, 1);
  const checks = inTurn(Array.from(users, (user) => requestBytes("POST", CHECK_PATH, checkBody(user))));
  const server = await startProcess({
    file: "./server.ts",
    args: [copyOf(mode, await millionDirectory(mode)), API_KEY],
  });
  const { port } = server;
  const seconds = sized(mode, SECONDS);
  const steady = async (): Promise<number> =>
    quantile(
      await keepRate({ port, connections: CONNECTIONS, perSecond: CHECKS_PER_SECOND, seconds, next: checks }),
      P99,
    );
  const next = upserts();
  const times = await alternate(
    async () => {
      const running = await drip({ port, connections: 1, perSecond: UPSERTS_PER_SECOND, next });
      const meanwhile = await steady();
      await running.stop();
      return meanwhile;
    },
    steady,
    roundsOf(mode),
  );
  await server.stop();
  return [
    {
      id: "F17",
      name: "check p99 while a customer of 1,000,000 changes ÷ steady",
      value: times.measured / times.baseline,
      unit: "×",
      target: { most: 1.5 },
      note: sentence(
        `${times.measured.toFixed(2)} ÷ ${times.baseline.toFixed(2)} ms at ${count(CHECKS_PER_SECOND)} checks and ${UPSERTS_PER_SECOND} upserts a second`,
        millionNote(mode),
        repeats(times),
      ),
    },
  ];
}

/** In turn a new user and another limit for one that stands. */
function upserts(): () => Buffer {
  let sent = 0;
  return () => {
    sent += 1;
    if (sent % 2 === 0) {
      const entity = { id: `newcomer-${sent}`, entityTypeId: "user", parentId: "team-7" };
      return requestBytes("PUT", "/v1/customers/customer-1/entities", { entities: [entity] });
    }
    const assignment = { entityId: "user-7", capabilityId: "tokens", cadence: "P1M", usageLimit: 1_000_000 + sent };
    return requestBytes("PUT", "/v1/customers/customer-1/assignments", { assignments: [assignment] });
  };
}
