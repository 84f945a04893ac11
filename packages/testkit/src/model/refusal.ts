// A refusal: why the model can't process a request, with the code and status that page 5 gives it.

const STATUS: Readonly<Record<string, number>> = {
  InvalidRequest: 400,
  UnknownField: 400,
  HierarchyCycle: 400,
  TimestampTooOld: 400,
  TimestampInFuture: 400,
  TooManyEntities: 400,
  NotFound: 404,
  CustomerNotFound: 404,
  EntityNotFound: 404,
  CapabilityNotFound: 404,
  UnresolvedDimensions: 422,
  ProvisionLimit: 429,
  TooManyOpenReservations: 429,
  ClockBehind: 503,
  StoreUnavailable: 503,
  DiskFull: 503,
};
const CONFLICT = 409;

interface Fault {
  readonly code: string;
  readonly path: string;
  /** What the rule wants told, such as a number. */
  readonly told?: string | number;
}

export const statusOf = (code: string): number => STATUS[code] ?? CONFLICT;

export class Refusal extends Error {
  readonly code: string;
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const leading = faults.find(({ code }) => statusOf(code) === 400) ?? faults[0];
    super(
      `${leading?.code}${leading?.told === undefined ? "" : ` (${leading.told})`} at ${faults.map(({ path }) => path).join(", ")}`,
    );
    this.code = leading?.code ?? "InvalidRequest";
    this.faults = faults;
  }
}

export function refuse(code: string, path = "", told: string | number = ""): never {
  throw new Refusal([told === "" ? { code, path } : { code, path, told }]);
}

/** Collects the faults of a batch, so that its problem names every bad item. */
export class Faults {
  readonly #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** What the item is refused for is put under its path. */
  attempt(path: string, judge: () => void): void {
    try {
      judge();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const fault of error.faults) this.add({ ...fault, path: path + fault.path });
    }
  }

  settle(): void {
    if (this.#faults.length > 0) throw new Refusal(this.#faults);
  }
}
