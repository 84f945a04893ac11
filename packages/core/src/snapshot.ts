// The snapshot: the whole catalog in memory, compiled so that a check touches only its own chain (pages 2 and 4).
import { assert } from "./assert.ts";
import type { Assignment } from "./assignment.ts";
import { AssignmentTable } from "./assignment-table.ts";
import type { Capability } from "./capability.ts";
import { type Carving, carvingOf } from "./carving.ts";
import { SnapshotView } from "./carving-view.ts";
import type { CatalogChange } from "./catalog-change.ts";
import type { Customer } from "./customer.ts";
import { CustomerState } from "./customer-state.ts";
import type { Entity } from "./entity.ts";
import { EntityTable } from "./entity-table.ts";
import type { EntityType } from "./entity-type.ts";
import type { ApiKey, Environment } from "./environment.ts";
import { EnvironmentState } from "./environment-state.ts";
import type { Exception } from "./exception.ts";
import { linkAssignment, unlinkAssignment } from "./governing-index.ts";
import type { LimitRequest } from "./limit-request.ts";

export class Snapshot {
  readonly entities: EntityTable;
  readonly assignments = new AssignmentTable();
  readonly environments: (EnvironmentState | undefined)[] = [undefined];
  readonly environmentsById = new Map<string, EnvironmentState>();
  readonly types: (EntityType | undefined)[] = [undefined];
  readonly capabilities: (Capability | undefined)[] = [undefined];
  readonly customers: (CustomerState | undefined)[] = [undefined];
  readonly apiKeys: (ApiKey | undefined)[] = [undefined];
  readonly apiKeysByDigest = new Map<string, ApiKey>();
  readonly exceptions: (Exception | undefined)[] = [undefined];
  readonly limitRequests: (LimitRequest | undefined)[] = [undefined];
  /** Bumped by every change, so that a plan made on an older catalog is recognised. */
  version = 0;

  /** `seed` is known to nobody who chooses ids of entities. */
  constructor(seed: number) {
    this.entities = new EntityTable(seed);
  }

  environment(number: number): EnvironmentState {
    const environment = this.environments[number];
    assert(environment !== undefined, "the environment number is known");
    return environment;
  }

  type(number: number): EntityType {
    const type = this.types[number];
    assert(type !== undefined, "the entity type number is known");
    return type;
  }

  capability(number: number): Capability {
    const capability = this.capabilities[number];
    assert(capability !== undefined, "the capability number is known");
    return capability;
  }

  customer(number: number): CustomerState {
    const customer = this.customers[number];
    assert(customer !== undefined, "the customer number is known");
    return customer;
  }

  customerOfEntity = (entity: number): Customer => this.customer(this.entities.customer.get(entity)).row;

  assignment(number: number): Assignment {
    return this.assignments.row(number, this.customerOfEntity);
  }

  /** What is carved out of what at the customer now (R33). */
  carving(customer: CustomerState): Carving {
    return customer.carving(() => carvingOf(new SnapshotView(this, customer)));
  }

  /** The customer's newest entities that a write under way has put down; they are not there yet for readers. */
  isCommitted(entity: number): boolean {
    return entity <= this.entities.committed;
  }

  apply(change: CatalogChange): void {
    this.version += 1;
    switch (change.kind) {
      case "environment":
        return this.#applyEnvironment(change.after);
      case "apiKey":
        return this.#applyApiKey(change.before, change.after);
      case "entityType":
        return this.#applyType(change.before, change.after);
      case "capability":
        return this.#applyCapability(change.after);
      case "customer":
        return this.#applyCustomer(change.after);
      case "entity":
        return this.#applyEntity(change.after);
      case "assignment":
        return this.#applyAssignment(change.before, change.after);
      case "limitRequest":
        return this.#applyLimitRequest(change.after);
      case "exception":
        return this.#applyException(change.before, change.after);
    }
  }

  /** Takes back the newest customers and entities that an unfinished write had put down. */
  truncate(lastEntity: number, lastCustomer: number): void {
    for (let number = this.entities.last; number > lastEntity; number -= 1) {
      const customer = this.customer(this.entities.customer.get(number));
      customer.entities.delete(this.entities.ids[number] ?? "");
      if (this.entities.isProvisioned(number)) customer.provisioned -= 1;
    }
    this.entities.truncate(lastEntity);
    for (let number = this.customers.length - 1; number > lastCustomer; number -= 1) {
      const { row } = this.customer(number);
      this.environment(row.environment).customers.delete(row.id);
    }
    this.customers.length = lastCustomer + 1;
    this.version += 1;
  }

  #applyEnvironment(row: Environment | null): void {
    assert(row !== null, "environments are never deleted");
    const known = this.environments[row.number];
    if (known !== undefined) {
      known.row = row;
      return;
    }
    const state = new EnvironmentState(row);
    this.environments[row.number] = state;
    this.environmentsById.set(row.id, state);
  }

  #applyApiKey(before: ApiKey | null, row: ApiKey | null): void {
    assert(row !== null, "API keys are revoked, never deleted");
    if (before !== null) this.apiKeysByDigest.delete(before.digest);
    this.apiKeys[row.number] = row;
    if (row.revokedAt === null) this.apiKeysByDigest.set(row.digest, row);
  }

  #applyType(before: EntityType | null, row: EntityType | null): void {
    assert(row !== null, "entity types are archived, never deleted");
    this.types[row.number] = row;
    this.environment(row.environment).putType(before, row);
  }

  #applyCapability(row: Capability | null): void {
    assert(row !== null, "capabilities are never deleted");
    this.capabilities[row.number] = row;
    this.environment(row.environment).capabilities.set(row.id, row);
  }

  #applyCustomer(row: Customer | null): void {
    assert(row !== null, "customers are archived, never deleted");
    const known = this.customers[row.number];
    if (known !== undefined) {
      known.row = row;
      known.forgetDefaults();
      return;
    }
    const state = new CustomerState(row, this.entities);
    this.customers[row.number] = state;
    this.environment(row.environment).customers.set(row.id, state);
  }

  #applyEntity(row: Entity | null): void {
    assert(row !== null, "entities are archived, never deleted");
    const customer = this.customer(row.customer);
    const known = this.entities.ids[row.number];
    // A new entity has no assignment, and nothing below it that has.
    if (known !== undefined) customer.forgetCarving();
    if (row.isProvisioned && known === undefined) customer.provisioned += 1;
    if (known !== undefined && known !== row.id) {
      // An erased entity is found under its token alone.
      customer.entities.rename(known, row.id, () => this.entities.put(row));
      return;
    }
    this.entities.put(row);
    customer.entities.put(row.id, row.number);
  }

  #applyAssignment(before: Assignment | null, after: Assignment | null): void {
    if (before !== null) unlinkAssignment(this, before);
    if (after === null) {
      if (before !== null) this.assignments.remove(before.number);
      return;
    }
    const customer = after.entity === 0 ? null : this.customerOfEntity(after.entity);
    this.assignments.put(after, customer ?? { environment: after.environment, number: after.customer });
    linkAssignment(this, after);
  }

  #applyLimitRequest(row: LimitRequest | null): void {
    assert(row !== null, "limit requests are decided, never deleted");
    this.limitRequests[row.number] = row;
    this.customer(row.customer).limitRequests.set(row.idempotencyKey, row.number);
  }

  #applyException(before: Exception | null, after: Exception | null): void {
    assert(after !== null, "exceptions are revoked, never deleted");
    const customer = this.customer(after.customer);
    if (before !== null) customer.exceptions.remove(this.#exceptionKey(before), before);
    customer.exceptions.put(this.#exceptionKey(after), after);
    this.exceptions[after.number] = after;
    customer.forgetCarving();
  }

  #exceptionKey({ capability, scope, cadence }: Exception): number {
    return this.assignments.keyNumber(capability, this.assignments.scopes.intern(scope), cadence);
  }
}
