// Explain denials: which budgets a denied request consulted, in which order, with what numbers as of then (R41).
import type { Answer } from "@purser/contract";
import {
  type ChainNode,
  type CustomerState,
  chainsThen,
  type DecidedItem,
  decidedThen,
  decideItems,
  type PastCatalog,
  PastFigures,
  toDecimal,
} from "@purser/core";
import type { AskedItem, DeniedAsking } from "./denied-asking.ts";
import type { Engine } from "./engine.ts";
import { pathsIn } from "./kept-chains.ts";
import type { Denial } from "./ports.ts";
import { recallCatalog } from "./recall-catalog.ts";
import { recallFigures } from "./recall-figures.ts";
import type { SurveyQueue } from "./survey-queue.ts";
import { positionOf } from "./write-queue.ts";

type DenialExplanation = NonNullable<Answer<"listDenials">["explanations"]>[number];

/** Of each decision that the denials tell of, in the order of time; those that can't be told any more are left out. */
export async function explainDenials(
  engine: Engine,
  scans: SurveyQueue,
  { customer, denials }: { readonly customer: CustomerState; readonly denials: readonly Denial[] },
): Promise<DenialExplanation[]> {
  // Every record of a decision tells of it; once written, they share nothing but what they say.
  const distinct = new Map<string, { denial: Denial; asking: DeniedAsking }>();
  for (const denial of denials) {
    const { asking, at } = denial;
    if (asking !== null) distinct.set(`${at} ${JSON.stringify(asking)}`, { denial, asking });
  }
  const explained: DenialExplanation[] = [];
  for (const { denial, asking } of [...distinct.values()].sort((a, b) => a.denial.at - b.denial.at)) {
    const explanation = await explainOne(engine, scans, { customer, denial, asking });
    if (explanation !== null) explained.push(explanation);
  }
  return explained;
}

interface Denied {
  readonly customer: CustomerState;
  readonly denial: Denial;
  readonly asking: DeniedAsking;
}

async function explainOne(
  engine: Engine,
  scans: SurveyQueue,
  { customer, denial, asking }: Denied,
): Promise<DenialExplanation | null> {
  const past = await recallCatalog(engine, {
    customer,
    entities: asking.chains.filter((entity) => entity > 0),
    newcomers: asking.newcomers,
    capabilities: asking.items.map(({ capability }) => capability),
    revision: asking.revision,
  });
  if (past === null) return null;
  const { at: today } = denial;
  const items = asking.items.map((item) => ({ item, chains: chainsOfItem(past, { asking, today }, item) }));
  const nodes = items.flatMap(({ chains }) => chains.flat());
  const figures = new PastFigures(past, nodes, today);
  if (!(await recallFigures(engine, scans, { figures, customer: customer.row.number, until: asking.position })))
    return null;
  const decided = items.map(({ item, chains }) => decidedItem(engine, past, { item, chains }));
  return answerDenial(engine, { denial, asking }, decided);
}

function chainsOfItem(
  past: PastCatalog,
  { asking, today }: { readonly asking: DeniedAsking; readonly today: number },
  { capability }: AskedItem,
): ChainNode[][] {
  const paths = pathsIn(asking.chains);
  const { instant } = asking;
  return chainsThen(past, { capability, paths, set: [...new Set(paths.flat())], instant, today });
}

function decidedItem(
  engine: Engine,
  past: PastCatalog,
  { item, chains }: { readonly item: AskedItem; readonly chains: ChainNode[][] },
): DecidedItem {
  const capability = engine.snapshot.capability(item.capability);
  const nodes = [...new Set(chains.flat())];
  const retries = keptOf(past, item.retries, nodes);
  for (const [node, unheld] of keptOf(past, item.unheld, nodes)) node.ahead = { unheld, instants: [] };
  for (const [node, at] of retries) {
    const granting = { at, load: Number.NEGATIVE_INFINITY, ceiling: node.ceiling };
    node.ahead = { unheld: node.ahead?.unheld ?? node.used, instants: [granting] };
  }
  const growth = item.growths.length === 0 ? undefined : keptOf(past, item.growths, nodes);
  const decided = decidedThen(past, { capability, requested: item.requested, chains, growth });
  return { ...decided, capabilityId: capability.id, amount: 0 };
}

/** What a denial keeps of some budgets: assignment, entity, amount or instant, and so on. */
function keptOf(past: PastCatalog, kept: readonly number[], nodes: readonly ChainNode[]): Map<ChainNode, number> {
  const found = new Map<ChainNode, number>();
  for (let at = 0; at < kept.length; at += 3) {
    const [assignment = 0, entity = 0, value = 0] = kept.slice(at, at + 3);
    for (const node of nodes) {
      if (node.assignment === past.assignment(assignment) && node.entity === past.entity(entity))
        found.set(node, value);
    }
  }
  return found;
}

function answerDenial(
  engine: Engine,
  { denial, asking }: Pick<Denied, "denial" | "asking">,
  decided: readonly DecidedItem[],
): DenialExplanation {
  const [first] = decided;
  const whole = asking.isItemized || first === undefined ? decideItems(decided) : first.decision;
  const { isGranted, accessDeniedReason, available, retryAt, bindingConstraint, chains, warnings } = whole;
  const judged = { isGranted, accessDeniedReason, available, retryAt, bindingConstraint };
  return {
    at: new Date(denial.at).toISOString(),
    requestId: denial.requestId,
    position: positionOf(asking.position),
    ...judged,
    chains,
    warnings,
    items: decided.map(({ capabilityId, decision }, index) => ({
      capabilityId,
      requestedUsage: requestedOf(engine, asking.items[index]),
      isGranted: decision.isGranted,
      accessDeniedReason: decision.accessDeniedReason,
      available: decision.available,
      retryAt: decision.retryAt,
      bindingConstraint: decision.bindingConstraint,
    })),
  };
}

const requestedOf = (engine: Engine, item: AskedItem | undefined): number =>
  item === undefined ? 0 : toDecimal(item.requested, engine.snapshot.capability(item.capability).scale);
