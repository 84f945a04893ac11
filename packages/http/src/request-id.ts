// Request ids: unique, unguessable enough for logs, and cheap: one random stem per process and a counter.
import { randomBytes } from "node:crypto";

export function makeRequestIds(): () => string {
  const stem = randomBytes(6).toString("base64url");
  let count = 0;
  return () => {
    count += 1;
    return `req_${stem}${count.toString(36)}`;
  };
}
