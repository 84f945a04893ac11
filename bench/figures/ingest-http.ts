// F6: events sent one by one over HTTP, 64 in flight, beside the echo of the same bodies or the disk's fsyncs, whichever is less.
import { API_KEY, callOnce, requestBytes } from "../connection.ts";
import { copyOf } from "../data-set.ts";
import { alternate, type Figure, median, repeats } from "../figure.ts";
import { fsyncMs } from "../fsync.ts";
import { saturate } from "../load.ts";
import { million, millionDirectory, millionNote } from "../million.ts";
import { count, type Mode, roundsOf, type Sizes, sentence, sized } from "../mode.ts";
import { startProcess } from "../process.ts";
import { makeEvent } from "../usage.ts";
import { zipfIndexes } from "../zipf.ts";

const IN_FLIGHT = 64;
const SECONDS: Sizes = [3, 1];
const DRAWN = 100_000;

export async function measure(mode: Mode): Promise<Figure[]> {
  const next = eventRequests(mode);
  const server = await startProcess({
    file: "./server.ts",
    args: [copyOf(mode, await millionDirectory(mode)), API_KEY],
  });
  const env = { ECHO_ANSWER: JSON.stringify(await callOnce(server.port, next())) };
  const echo = await startProcess({ file: "./baseline/echo.ts", env });
  const load = { inFlight: IN_FLIGHT, seconds: sized(mode, SECONDS), next };
  const fsyncs: number[] = [];
  const busy: number[] = [];
  const rates = await alternate(
    async () => {
      fsyncs.push(fsyncMs(mode));
      const before = server.mainThreadMs();
      const start = performance.now();
      const rate = await saturate({ ...load, port: server.port });
      busy.push((server.mainThreadMs() - before) / (performance.now() - start));
      return rate;
    },
    () => saturate({ ...load, port: echo.port }),
    roundsOf(mode),
  );
  await echo.stop();
  await server.stop();
  const disk = (IN_FLIGHT * 1_000) / median(fsyncs);
  return [
    {
      id: "F6",
      name: "single events over HTTP, 64 in flight ÷ min(echo, 64 ÷ fsync)",
      value: rates.measured / Math.min(rates.baseline, disk),
      unit: "×",
      target: { least: 0.5 },
      note: sentence(
        `${count(rates.measured)} ÷ min(${count(rates.baseline)}, ${count(disk)}) a second`,
        `main thread ${(median(busy) * 100).toFixed(0)} % busy, an fsync ${median(fsyncs).toFixed(2)} ms`,
        millionNote(mode),
        repeats(rates),
      ),
    },
  ];
}

/** Each request with a key of its own, and its figures in the answer. */
function eventRequests(mode: Mode): () => Buffer {
  const organisation = million(mode);
  const users = zipfIndexes(organisation.users, DRAWN, 2);
  let at = 0;
  return () => {
    const user = users[at++ % DRAWN] ?? 0;
    return requestBytes("POST", "/v1/ingest", { events: [makeEvent(organisation, user)] });
  };
}
