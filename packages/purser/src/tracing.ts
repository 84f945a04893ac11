// Tracing: a span around each operation, in the caller's trace, sent to a collector by OTLP over HTTP.
import {
  context,
  DiagLogLevel,
  diag,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { type Problem, ROUTES } from "@purser/contract";
import type { Trace } from "@purser/http";
import { answerProblem } from "@purser/service";
import type { Log } from "./log.ts";
import { answerAttributes, inputAttributes } from "./span-attributes.ts";
import { VERSION } from "./version.ts";

export interface TracingOptions {
  /** The collector's address, without `/v1/traces`. */
  readonly endpoint: string;
  readonly share: number;
  readonly log: Log;
}

/** A collector that is away must not hold up an end for long. */
const EXPORT_MS_MAX = 5_000;

export function openTracing({ endpoint, share, log }: TracingOptions): { trace: Trace; close(): Promise<void> } {
  tellTrouble(log);
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: EXPORT_MS_MAX });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "purser", "service.version": VERSION }))
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: EXPORT_MS_MAX })],
  });
  const tracer = provider.getTracer("purser", VERSION);
  const propagator = new W3CTraceContextPropagator();
  const trace: Trace = async ({ operation, requestId, headers, input }, run) => {
    const { method, template } = ROUTES[operation];
    const parent = propagator.extract(context.active(), headers, HEADERS);
    const span = tracer.startSpan(`${method} ${template}`, { kind: SpanKind.SERVER }, parent);
    if (!span.isRecording()) return run();
    span.setAttributes({
      "http.request.method": method,
      "http.route": template,
      "purser.operation": operation,
      "purser.request_id": requestId,
      ...inputAttributes(input),
    });
    try {
      const answer = await run();
      span.setAttributes({ "http.response.status_code": answer === null ? 204 : 200, ...answerAttributes(answer) });
      return answer;
    } catch (error) {
      setFailure(span, answerProblem(error, requestId));
      throw error;
    } finally {
      span.end();
    }
  };
  const close = (): Promise<void> => provider.shutdown().catch((error) => log.warn({ error }, "tracing"));
  return { trace, close };
}

/** A problem of the caller's is no failure of the span; one of ours is. */
function setFailure(span: Span, { status, code }: Problem): void {
  span.setAttributes({ "http.response.status_code": status, "purser.problem": code });
  if (status < 500) return;
  span.setAttribute("error.type", code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

const HEADERS: TextMapGetter<Readonly<Record<string, string | string[] | undefined>>> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => headers[name],
};

/** A collector that is away is told in the log, and nobody's request notices. */
function tellTrouble(log: Log): void {
  const tell = (detail: string): void => log.warn({ detail }, "tracing");
  const silent = (): void => {};
  diag.setLogger({ error: tell, warn: tell, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
}
