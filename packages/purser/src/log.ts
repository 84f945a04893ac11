// The log: one line to an event on standard error, as JSON or as text; what people and scripts read stays on standard output.
import type { RequestLog } from "@purser/http";
import pino, { type DestinationStream } from "pino";
import type { Settings } from "./settings.ts";

export type Log = pino.Logger;

const STANDARD_ERROR = 2;
/** From here on an answer is a failure of ours, which is told at every level. */
const FAILURE_STATUS = 500;

/** Written at once: the last lines before an end are the ones that matter. */
export function openLog(
  { logLevel, logFormat }: Pick<Settings, "logLevel" | "logFormat">,
  destination: DestinationStream = pino.destination(STANDARD_ERROR),
): Log {
  return pino(
    {
      base: null,
      level: logLevel,
      messageKey: "message",
      errorKey: "error",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: { error: pino.stdSerializers.err },
    },
    logFormat === "json" ? destination : { write: (line) => destination.write(asText(line)) },
  );
}

/** `2026-11-26T02:00:00.000Z info listening url=http://127.0.0.1:7411` */
function asText(line: string): string {
  const { time, level, message, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${valueText(value)}`);
  return `${time} ${level} ${message}${rest.join("")}\n`;
}

function valueText(value: unknown): string {
  if (typeof value === "string" && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value);
}

/** Failures always, every request when told of all. */
export function requestLogOf(log: Log, isOfAll: boolean): RequestLog {
  return {
    fromStatus: isOfAll ? 0 : FAILURE_STATUS,
    tell: (answered) => {
      if (answered.status >= FAILURE_STATUS) log.error(answered, "request");
      else log.debug(answered, "request");
    },
  };
}
