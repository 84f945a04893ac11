// Query tree: a page of the governance tree and its totals, read in turns so that no check waits for it (R38).
import { type Input, PAGE_LIMIT_DEFAULT } from "@purser/contract";
import {
  isDescending,
  type TreeAnswer,
  type TreeFilter,
  type TreePlace,
  type TreeQuestion,
  TreeSurvey,
} from "@purser/core";
import type { Caller } from "./caller.ts";
import { Cursors } from "./cursor.ts";
import { type Engine, nowFor } from "./engine.ts";
import { filteredCapability, knownCustomer } from "./known-customer.ts";
import { knownEntityType } from "./manage/known-entity-type.ts";
import type { Operations } from "./operation.ts";
import { seenEntity, seenRoots } from "./seen-part.ts";
import type { Signer } from "./signer.ts";
import { SurveyQueue } from "./survey-queue.ts";
import { SurveyRooms } from "./survey-rooms.ts";

type TreeInput = Input<"queryTree">;

/** A place as cursors carry it: entities by number, no value as null. */
type KeptPlace = readonly [
  value: number | null,
  entity: number,
  capability: number,
  scope: readonly number[],
  cadence: string | null,
];

export function makeQueryTree(engine: Engine, signer: Signer): Operations["queryTree"] {
  const queue = new SurveyQueue();
  const rooms = new SurveyRooms();
  return async (caller, input) => {
    const customer = knownCustomer(engine, caller, input.customerId);
    const cursors = new Cursors<KeptPlace>(signer, caller, { name: "governance", input });
    const after = cursors.read(input.after);
    const question: TreeQuestion = {
      snapshot: engine.snapshot,
      customer,
      filter: filterOf(engine, caller, input),
      sortBy: input.sortBy ?? "utilization",
      isDescending: isDescending(input.sortBy ?? "utilization", input.order),
      after: after === null ? null : placeOf(engine, after),
      limit: input.limit ?? PAGE_LIMIT_DEFAULT,
    };
    const { rows, next, totals } = await queue.run(customer.entities.size, () => survey(engine, rooms, question));
    return { data: rows, pagination: { next: next === null ? null : cursors.write(keptOf(engine, next)) }, totals };
  };
}

async function survey(engine: Engine, rooms: SurveyRooms, question: TreeQuestion): Promise<TreeAnswer> {
  const { turns, counters } = engine;
  const { customer } = question;
  await turns.take();
  const room = rooms.take(customer.entities.size);
  try {
    const tree = new TreeSurvey(question, room);
    while (!tree.isDone) {
      if (turns.isOver()) await turns.take();
      const reading = counters.read(tree.gather(nowFor(engine, customer)));
      if (reading !== undefined) await reading;
      tree.judge();
    }
    return tree.answer();
  } finally {
    rooms.give(room);
  }
}

function filterOf(engine: Engine, caller: Caller, input: TreeInput): TreeFilter {
  const customer = knownCustomer(engine, caller, input.customerId);
  const capabilities = input.capabilityIds?.map((id) => filteredCapability(engine, caller, id) ?? 0);
  const roots = seenRoots(engine, caller, customer);
  const types = input.entityTypeIds?.map((id) => knownEntityType(engine, caller, id).number);
  return {
    capabilities: capabilities === undefined ? null : new Set(capabilities),
    types: types === undefined ? null : new Set(types),
    scope: input.scope ?? "all",
    minUtilization: input.minUtilization ?? null,
    search: input.search,
    subtree: seenEntity(engine, { customer, roots }, input.subtreeOf) ?? 0,
    roots,
    maxDepth: input.maxDepth ?? null,
    withEntities: input.include === "entities",
  };
}

/** The scope stood among ours when the cursor was made, so that a forger can't make the table of scopes grow. */
function placeOf({ snapshot }: Engine, [value, entity, capability, scope, cadence]: KeptPlace): TreePlace {
  return { value: value ?? Number.NaN, entity, capability, scope: snapshot.assignments.scopes.intern(scope), cadence };
}

const keptOf = ({ snapshot }: Engine, { value, entity, capability, scope, cadence }: TreePlace): KeptPlace => [
  Number.isNaN(value) ? null : value,
  entity,
  capability,
  snapshot.assignments.scopes.members(scope),
  cadence,
];
