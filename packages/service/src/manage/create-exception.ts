// Create exception: raises a limit for a time, or adds to it; the same key again answers with the first (R36).
import { type Engine, writeCatalog } from "../engine.ts";
import type { Operations } from "../operation.ts";
import { problemOf } from "../problem-error.ts";
import { askedException, otherContent } from "./asked-exception.ts";
import { answerException } from "./exception-answer.ts";
import { grantedException } from "./grant-exception.ts";

export function makeCreateException(engine: Engine): Operations["createException"] {
  return (caller, input) =>
    writeCatalog(engine, caller, () => {
      const { customer, key, raise, content, archived } = askedException(engine, caller, input);
      const known = engine.snapshot.exceptions[customer.exceptions.under(input.idempotencyKey)];
      if (known?.content === content) {
        return { changes: [], answer: () => ({ ...answerException(engine, known), duplicate: true }) };
      }
      if (archived !== null) throw problemOf(archived);
      if (known !== undefined) throw otherContent("exception");
      const after = grantedException(engine, caller, { customer, key, raise, sent: input, content, limitRequest: 0 });
      return { changes: [{ kind: "exception", before: null, after }], answer: () => answerException(engine, after) };
    });
}
