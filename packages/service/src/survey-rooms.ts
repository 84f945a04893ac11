// Survey rooms: four bytes to an entity that a tree survey needs while it runs, kept for the next one.

/**
 * A fresh room per survey is four megabytes at a million entities. After two of them the collector walks the whole
 * heap, which took 20 to 40 ms from whoever ran beside it: surveys and checks alike.
 */
export class SurveyRooms {
  /** One stays, as large as the largest customer that was surveyed: surveys mostly come one after the other. */
  #spare = new Int32Array(0);

  /** A zero to each of so many entities, at least. */
  take(entities: number): Int32Array<ArrayBuffer> {
    const spare = this.#spare;
    if (spare.length < entities) return new Int32Array(entities);
    this.#spare = new Int32Array(0);
    return spare.fill(0, 0, entities);
  }

  give(room: Int32Array<ArrayBuffer>): void {
    if (room.length > this.#spare.length) this.#spare = room;
  }
}
