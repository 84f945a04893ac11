// Operations: what the product can do, one for each row of the contract's route table.
import type { Answer, Input, OperationName } from "@purser/contract";
import type { Caller } from "./caller.ts";

/** Input is the contract's, already parsed; a problem is thrown as a ProblemError. */
export type Operations = {
  readonly [Name in OperationName]: (caller: Caller, input: Input<Name>) => Promise<Answer<Name>>;
};
