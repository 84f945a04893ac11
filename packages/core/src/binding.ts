// The binding constraint: which of the budgets that a request meets decides the answer, and when all of them would grant (R18).
import { type ChainNode, isExempt } from "./chain-node.ts";
import { type AccessDeniedReason, availableOf, deniedReason, type Node } from "./node.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Follows, node by node, which budget binds. */
export class Binding {
  denying: Node | null = null;
  tightest: Node | null = null;
  /** Least of all budgets with a ceiling, in units. */
  available: number | null = null;
  reason: AccessDeniedReason | null = null;
  /** The latest of the denying budgets; -Infinity without one. */
  retry = Number.NEGATIVE_INFINITY;
  #tightestDistance = 0;
  #denyingAvailable = 0;
  #denyingDistance = 0;

  /** `distance` counts the entities from the leaf. An exempt node neither binds nor limits (R34). */
  weigh(node: ChainNode, report: Node, at: { readonly distance: number; readonly requested: number }): void {
    if (report.available === null || isExempt(node)) return;
    const available = availableOf(node);
    const standing = this.available;
    const { distance } = at;
    if (standing === null || available < standing || (available === standing && distance < this.#tightestDistance)) {
      this.available = available;
      this.tightest = report;
      this.#tightestDistance = distance;
    }
    if (!report.isGranted) this.#weighDenying(node, report, { ...at, available });
  }

  /** The latest retry binds, never being latest; then the least available; then the one nearest the leaf. */
  #weighDenying(
    node: ChainNode,
    report: Node,
    at: { readonly available: number; readonly distance: number; readonly requested: number },
  ): void {
    const retry = retryOf(node, at.requested);
    if (this.denying !== null && !this.#bindsMore(retry, at)) return;
    this.denying = report;
    this.retry = retry;
    this.#denyingAvailable = at.available;
    this.#denyingDistance = at.distance;
    this.reason = deniedReason(node, at.requested);
  }

  #bindsMore(retry: number, at: { readonly available: number; readonly distance: number }): boolean {
    if (retry !== this.retry) return retry > this.retry;
    if (at.available !== this.#denyingAvailable) return at.available < this.#denyingAvailable;
    return at.distance < this.#denyingDistance;
  }
}

/** The first instant at which the budget, as it stands, would grant; +Infinity if none does. */
export function retryOf(node: ChainNode, requested: number): number {
  for (const { at, load, ceiling } of node.ahead?.instants ?? []) if (load + requested <= ceiling) return at;
  return NEVER;
}

export const retryText = (retry: number): string | null =>
  Number.isFinite(retry) ? new Date(retry).toISOString() : null;
