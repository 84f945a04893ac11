// Cursors: where a list goes on, opaque and signed, good only for the customer, filter and seen part they were made for (page 5).
import type { Caller } from "./caller.ts";
import { ProblemError } from "./problem-error.ts";
import type { Signer } from "./signer.ts";

/** What a list is asked for; everything but `limit` and `after` decides which rows there are. */
export interface ListInput {
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** Reads and writes the cursors of one list, for one caller's environment; a place is what JSON can say of one. */
export class Cursors<Place> {
  readonly #signer: Signer;
  readonly #binding: string;

  constructor(signer: Signer, caller: Caller, list: { readonly name: string; readonly input: ListInput }) {
    const { limit: _limit, after: _after, ...filter } = list.input;
    const sorted = Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    this.#signer = signer;
    // A console token's cursor is good for what sees the same: the token that takes its place goes on where it ended.
    const seen = caller.token?.rootEntityIds ?? [];
    this.#binding = JSON.stringify([caller.environment, list.name, sorted, ...seen]);
  }

  /** The place behind which the page starts, null for the first page. */
  read(cursor: string | undefined): Place | null {
    if (cursor === undefined) return null;
    const [payload = "", signature, ...more] = cursor.split(".");
    if (more.length === 0 && signature === this.#sign(payload)) return placeIn<Place>(payload);
    const detail = "This is no cursor of this list. Send pagination.next of the page before, with the same filters.";
    throw new ProblemError("InvalidRequest", detail, [{ path: "/after", code: "InvalidRequest", message: detail }]);
  }

  write(after: Place): string {
    const payload = Buffer.from(JSON.stringify({ after })).toString("base64url");
    return `${payload}.${this.#sign(payload)}`;
  }

  #sign(payload: string): string {
    return this.#signer.sign(`cursor ${payload} ${this.#binding}`);
  }
}

/** Only called on what we signed ourselves. */
function placeIn<Place>(payload: string): Place {
  const { after } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { readonly after: Place };
  return after;
}
