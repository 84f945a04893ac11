// The order of texts: by code point, so that every store and every machine gives the same (R3).

const SURROGATE_FIRST = 0xd800;
const SURROGATE_LAST = 0xdfff;

/** Below 0 when `a` comes first. JavaScript's own order is by code unit, which puts 😀 before ﬀ. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    if (isSurrogate(left) === isSurrogate(right)) return left - right;
    // Half of a character beyond the first plane, and the other one lies in it.
    return isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= SURROGATE_FIRST && unit <= SURROGATE_LAST;
