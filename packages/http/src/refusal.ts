// Refusals before a route: what Fastify and Node say of a broken request, in our words and codes (page 5).
import type { ProblemCode } from "@purser/contract";
import { BODY_BYTES_MAX, HEADERS_BYTES_MAX, URL_LENGTH_MAX } from "@purser/contract";
import { ProblemError } from "@purser/service";
import { BodyRefusal } from "./json-body.ts";

const REFUSALS: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    "PayloadTooLarge",
    `The body has more than ${BODY_BYTES_MAX} bytes. Send fewer items in one request.`,
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["UnsupportedMediaType", "Send the body as content-type: application/json."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["InvalidRequest", "The body is not as long as content-length says."],
  FST_ERR_BAD_URL: ["InvalidRequest", "The address is not properly percent-encoded."],
  FST_ERR_MAX_PARAM_LENGTH: ["UriTooLong", "An id in the address is too long."],
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: [
    "MethodNotAllowed",
    "No route is asked by this method. /docs lists what there is.",
  ],
  // Nobody reads it; it is the caller's doing all the same, and no fault of ours.
  ECONNRESET: ["InvalidRequest", "The connection was closed before the body was through. Send the request again."],
  HPE_HEADER_OVERFLOW: [
    "HeadersTooLarge",
    `Headers and address have more than ${HEADERS_BYTES_MAX + URL_LENGTH_MAX} bytes.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ["RequestTimeout", "The request took too long to arrive. Send it again."],
};

/** The problem that an error of the framework stands for; any other error is handed on as it is. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof BodyRefusal) return new ProblemError("InvalidRequest", error.message);
  if (typeof error !== "object" || error === null || !("code" in error)) return error;
  const known = REFUSALS[String(error.code)];
  if (known !== undefined) return new ProblemError(...known);
  return String(error.code).startsWith("HPE_")
    ? new ProblemError("InvalidRequest", "The request is no valid HTTP.")
    : error;
}
