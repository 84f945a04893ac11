// The library door: catalog, check and ingest in the vendor's own process, same behaviour, no server.
import { type Answer, type OperationName, parseInput, type Request, ROUTES, splitInput } from "@purser/contract";
import { type Caller, ensureLiveEnvironment, makeRequestIds, ProblemError } from "@purser/service";
import { type EmbeddedOptions, openEmbedded } from "./embedded.ts";

export type Purser = {
  readonly [Name in OperationName]: (input: Request<Name>) => Promise<Answer<Name>>;
} & {
  /** Writes what is kept in memory and gives the directory back. */
  close(): Promise<void>;
};

type Flat = Readonly<Record<string, unknown>>;

/**
 * Opens the ledger in `data` (made if missing) for this process alone and answers every operation of the wire under
 * its name: `await purser.check({ customerId, capabilityId, dimensions })`. Throws a ProblemError for what can't be
 * processed; a denial is an answer, never an error.
 */
export async function openPurser(options: EmbeddedOptions): Promise<Purser> {
  const embedded = await openEmbedded(options);
  const environment = await ensureLiveEnvironment(embedded.engine);
  const makeRequestId = makeRequestIds(embedded.engine.ids);
  const call = async <Name extends OperationName>(name: Name, raw: Flat): Promise<Answer<Name>> => {
    const parsed = parseInput(name, splitInput(name, raw));
    if (!parsed.ok) throw new ProblemError(parsed.problem.code, parsed.problem.detail, parsed.problem.errors);
    const caller = { environment, actor: "library", access: "root" as const, requestId: makeRequestId() };
    const operation = embedded.operations[name] as (caller: Caller, input: unknown) => Promise<Answer<Name>>;
    return operation(caller, parsed.value);
  };
  const names = Object.keys(ROUTES) as OperationName[];
  const methods = Object.fromEntries(names.map((name) => [name, (input: Flat = {}) => call(name, input)]));
  return { ...methods, close: embedded.close } as Purser;
}
