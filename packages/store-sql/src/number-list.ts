// A list of whole numbers as bytes, seven bits to a byte: an entity number below two million takes three.

/** Numbers above this need more than the four bytes that bit operations can make at once. */
const BITS_28 = 0x1000_0000;
/** 53 bits in groups of seven. */
export const NUMBER_BYTES_MAX = 8;

/** Writes the list at `offset` and returns the offset behind it; the caller has left NUMBER_BYTES_MAX for each number. */
export function writeNumberList(numbers: readonly number[], bytes: Uint8Array, offset: number): number {
  let end = offset;
  for (const number of numbers) {
    let rest = number;
    while (rest >= BITS_28) {
      bytes[end++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 0x80) {
      bytes[end++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[end++] = rest;
  }
  return end;
}

export function readNumberList(bytes: Uint8Array, start: number, end: number): number[] {
  const numbers: number[] = [];
  let number = 0;
  let factor = 1;
  for (let offset = start; offset < end; offset += 1) {
    const byte = bytes[offset] ?? 0;
    number += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
    factor = 1;
  }
  return numbers;
}
