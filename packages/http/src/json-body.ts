// JSON bodies: exactly one meaning or a refusal: valid UTF-8, no key twice, no `__proto__`, no nesting beyond the limit (page 5).
import { isUtf8 } from "node:buffer";
import { BODY_DEPTH_MAX } from "@purser/contract";

/** Why a body can't be read: what is wrong and what to do. */
export class BodyRefusal extends Error {}

export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new BodyRefusal("The body is no valid UTF-8. Send JSON encoded as UTF-8.");
  const text = bytes.toString("utf8");
  const keys = countKeys(text);
  const body = parse(text);
  if (keys > 0 && keysIn(body) !== keys) {
    throw new BodyRefusal("A key stands twice in one object of the body. Send each key once.");
  }
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? error.message : "";
    throw new BodyRefusal(`The body is no valid JSON (${where.slice(0, MESSAGE_SHOWN_MAX)}).`);
  }
}

const MESSAGE_SHOWN_MAX = 120;
const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;

/**
 * Counts keys and judges nesting in one pass over the text, before anything is built. The text may be no JSON: then
 * parsing refuses it. A key with `__proto__` in any spelling has that word, or a backslash, between its quotes.
 */
function countKeys(text: string): number {
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (isKey(text, end)) {
        keys += 1;
        judgeKey(text, at, end);
      }
      at = end;
    } else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > BODY_DEPTH_MAX)
        throw new BodyRefusal(`The body is nested deeper than ${BODY_DEPTH_MAX} levels. Flatten it.`);
    } else if (code === 125 || code === 93) {
      depth -= 1;
    }
  }
  return keys;
}

function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return text.charCodeAt(at) === COLON;
}

function judgeKey(text: string, start: number, end: number): void {
  if (text.charCodeAt(start + 1) !== 95 && text.charCodeAt(start + 1) !== BACKSLASH) return;
  if (keyText(text.slice(start, end + 1)) === "__proto__") {
    throw new BodyRefusal('The body has a key "__proto__". Send another name.');
  }
}

function keyText(quoted: string): unknown {
  try {
    return JSON.parse(quoted);
  } catch {
    return null;
  }
}

function keysIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) keys += keysIn(item);
    return keys;
  }
  for (const key in value) keys += 1 + keysIn((value as Record<string, unknown>)[key]);
  return keys;
}
