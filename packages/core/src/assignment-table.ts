// All assignments as dense columns addressed by assignment number; deleted numbers stay empty and are never used again.
import { assert } from "./assert.ts";
import type { Allocation, Assignment, Enforcement } from "./assignment.ts";
import { parseCadence } from "./cadence.ts";
import { float64Column, int32Column } from "./column.ts";
import { RecordTable } from "./record-table.ts";
import { ScopeTable } from "./scope-table.ts";
import { Calendar } from "./usage-period.ts";

/** The rule of usage periods that a calendar follows, as stored on assignments. */
interface PeriodRule {
  readonly cadence: string | null;
  readonly anchor: number | null;
  readonly timeZone: string;
}

/** What few assignments carry beyond the columns. */
interface Rare {
  readonly countAfter: number;
  readonly followsAnchor: boolean;
  readonly followsZone: boolean;
  readonly environment: number;
  readonly customer: number;
}

/** What a check reads of an assignment: limit, capability with flags, calendar, scope and the next of its entity. */
const RECORD_BYTES = 32;

const SOFT = 1;
const SHADOW = 2;
const CARVED = 4;
const ENFORCEMENT_FLAGS: Readonly<Record<Enforcement, number>> = { hard: 0, soft: SOFT, shadow: SHADOW };
const ALLOCATION_FLAGS: Readonly<Record<Allocation, number>> = { shared: 0, carved: CARVED };

const flagsOf = ({ enforcement, allocation }: Assignment): number =>
  ENFORCEMENT_FLAGS[enforcement] | ALLOCATION_FLAGS[allocation];

export class AssignmentTable {
  readonly #records = new RecordTable(RECORD_BYTES);
  /** NaN = no limit. */
  readonly usageLimit = this.#records.double(0);
  readonly capability = this.#records.flagged(2);
  readonly calendar = this.#records.integer(3);
  readonly scope = this.#records.integer(4);
  /** Next node-wide assignment of the same entity in the order of R10, 0 at the end. */
  readonly next = this.#records.integer(5);
  readonly entity = this.#records.integer(6);
  /** Interned natural key without its entity: capability, scope and cadence text (R11). */
  readonly key = this.#records.integer(7);
  readonly type = int32Column();
  readonly completeFrom = float64Column();
  readonly scopes = new ScopeTable();
  last = 0;

  readonly #version = int32Column();
  readonly #createdAt = float64Column();
  readonly #rare = new Map<number, Rare>();
  readonly #overageLimits = new Map<number, number>();
  readonly #calendars: Calendar[] = [];
  readonly #rules: PeriodRule[] = [];
  readonly #calendarNumbers = new Map<string, number>();
  readonly #keys = new Map<string, number>();

  put(row: Assignment, customer: { readonly environment: number; readonly number: number }): void {
    const number = row.number;
    this.last = Math.max(this.last, number);
    this.entity.set(number, row.entity);
    this.type.set(number, row.type);
    this.capability.set(number, row.capability);
    const scope = this.scopes.intern(row.scope);
    this.scope.set(number, scope);
    this.calendar.set(number, this.calendarNumber({ ...row, timeZone: row.timeZone ?? "UTC" }));
    this.key.set(number, this.keyNumber(row.capability, scope, row.cadence));
    this.usageLimit.set(number, row.usageLimit ?? Number.NaN);
    this.capability.setFlags(number, flagsOf(row));
    if (row.overageLimit === null) this.#overageLimits.delete(number);
    else this.#overageLimits.set(number, row.overageLimit);
    this.completeFrom.set(number, row.completeFrom);
    this.#version.set(number, row.version);
    this.#createdAt.set(number, row.createdAt);
    if (row.entity !== 0 && row.countFrom === "period") this.#rare.delete(number);
    else
      this.#rare.set(number, {
        countAfter: row.countFrom === "now" ? row.countAfter : -1,
        followsAnchor: row.followsAnchor,
        followsZone: row.timeZone === null,
        environment: customer.environment,
        customer: row.customer,
      });
  }

  remove(number: number): void {
    this.capability.set(number, 0);
    this.capability.setFlags(number, 0);
    this.#overageLimits.delete(number);
    this.entity.set(number, 0);
    this.#rare.delete(number);
  }

  has(number: number): boolean {
    return number > 0 && this.capability.get(number) !== 0;
  }

  row(
    number: number,
    customerOf: (entity: number) => { readonly environment: number; readonly number: number },
  ): Assignment {
    assert(this.has(number), "the assignment number is known");
    const rare = this.#rare.get(number);
    const entity = this.entity.get(number);
    const customer = entity === 0 ? undefined : customerOf(entity);
    const rule = this.rule(number);
    const usageLimit = this.usageLimit.get(number);
    const countAfter = rare?.countAfter ?? -1;
    return {
      number,
      environment: customer?.environment ?? rare?.environment ?? 0,
      customer: customer?.number ?? rare?.customer ?? 0,
      entity,
      type: this.type.get(number),
      capability: this.capability.get(number),
      scope: this.scopes.members(this.scope.get(number)),
      cadence: rule.cadence,
      anchor: rule.anchor,
      timeZone: rare?.followsZone ? null : rule.timeZone,
      followsAnchor: rare?.followsAnchor ?? false,
      usageLimit: Number.isNaN(usageLimit) ? null : usageLimit,
      enforcement: this.enforcement(number),
      overageLimit: this.#overageLimits.get(number) ?? null,
      allocation: this.isCarved(number) ? "carved" : "shared",
      countFrom: countAfter >= 0 ? "now" : "period",
      countAfter: Math.max(0, countAfter),
      completeFrom: this.completeFrom.get(number),
      version: this.#version.get(number),
      createdAt: this.#createdAt.get(number),
    };
  }

  enforcement(number: number): Enforcement {
    const flags = this.capability.flags(number);
    if ((flags & (SOFT | SHADOW)) === 0) return "hard";
    return (flags & SOFT) === 0 ? "shadow" : "soft";
  }

  isCarved(number: number): boolean {
    return (this.capability.flags(number) & CARVED) !== 0;
  }

  /** What a budget's load may reach under the effective limit given, NaN for no ceiling (R17). */
  ceiling(number: number, limit: number): number {
    const flags = this.capability.flags(number);
    if ((flags & (SOFT | SHADOW)) === 0) return limit;
    return (flags & SOFT) === 0 ? Number.NaN : limit + (this.#overageLimits.get(number) ?? Number.NaN);
  }

  /** The sequence after which entries count at the assignment, -1 when all do (R13). */
  countAfter(number: number): number {
    return this.#rare.get(number)?.countAfter ?? -1;
  }

  follows(number: number): { readonly anchor: boolean; readonly zone: boolean } {
    const rare = this.#rare.get(number);
    return { anchor: rare?.followsAnchor ?? false, zone: rare?.followsZone ?? false };
  }

  rule(number: number): PeriodRule {
    const rule = this.#rules[this.calendar.get(number)];
    assert(rule !== undefined, "every assignment has a calendar");
    return rule;
  }

  calendarAt(index: number): Calendar {
    const calendar = this.#calendars[index];
    assert(calendar !== undefined, "the calendar number is known");
    return calendar;
  }

  cadenceAt(index: number): string | null {
    return this.#rules[index]?.cadence ?? null;
  }

  calendarNumber(rule: PeriodRule): number {
    const text = `${rule.cadence ?? ""}|${rule.anchor ?? ""}|${rule.timeZone}`;
    const known = this.#calendarNumbers.get(text);
    if (known !== undefined) return known;
    const cadence = rule.cadence === null ? null : parseCadence(rule.cadence);
    this.#calendars.push(new Calendar({ cadence, anchor: rule.anchor, timeZone: rule.timeZone }));
    this.#rules.push({ cadence: rule.cadence, anchor: rule.anchor, timeZone: rule.timeZone });
    this.#calendarNumbers.set(text, this.#rules.length - 1);
    return this.#rules.length - 1;
  }

  /** The number of a key that is interned already, else 0. */
  findKey({ capability, scope, cadence }: Pick<Assignment, "capability" | "scope" | "cadence">): number {
    const known = this.scopes.find(scope);
    return known === undefined ? 0 : (this.#keys.get(keyText(capability, known, cadence)) ?? 0);
  }

  keyNumber(capability: number, scope: number, cadence: string | null): number {
    const text = keyText(capability, scope, cadence);
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    this.#keys.set(text, this.#keys.size + 1);
    return this.#keys.size;
  }
}

const keyText = (capability: number, scope: number, cadence: string | null): string =>
  `${capability} ${scope} ${cadence ?? ""}`;
