// Keys drawn by Zipf's law with exponent 1.0 from a seeded generator, so that a few entities are hot and most are cold.
import { seededRandom } from "./seeded-random.ts";

/** Coprime to every size used here: spreads the hot indexes over the whole range, as hot entities lie in life. */
const SPREAD = 7_919;

/** Indexes 0…size-1; the index of rank r comes up in proportion to 1 / r, by the inverse of the continuous distribution. */
export function zipfIndexes(size: number, count: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const span = Math.log(size + 1);
  return Int32Array.from({ length: count }, () => {
    const rank = Math.min(size - 1, Math.floor(Math.exp(random() * span)) - 1);
    return (rank * SPREAD) % size;
  });
}
