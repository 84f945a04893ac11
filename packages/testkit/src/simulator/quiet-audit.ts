// The quiet audit: when nothing is under way and every hold has expired, all that is available is granted, and not a unit more.
import type { Answer } from "@purser/contract";
import { answerOf } from "./run-audit.ts";
import { AGENTS, CAPABILITIES, CUSTOMER, DESK, MODEL, SCALES, TEAMS } from "./simulated-catalog.ts";
import type { SimulatedMachine } from "./simulated-machine.ts";
import { promise } from "./violation.ts";

/** Longer than any hold may live (R26). */
const LONGEST_HOLD_HOURS = 25;

export async function auditQuiet(machine: SimulatedMachine): Promise<void> {
  machine.scheduler.isOpen = true;
  machine.setClock(LONGEST_HOLD_HOURS);
  await machine.process.sweep();
  machine.facts();
  promise(machine.held === 0, () => `after every time to live is over ${machine.held} units are held`);
  for (const capabilityId of ["tokens", "credits"] as const) {
    for (const entityId of [...AGENTS, ...TEAMS, DESK])
      await askForAll(machine, { capabilityId, entityIds: [entityId, MODEL] });
  }
  machine.scheduler.isOpen = false;
}

interface Asked {
  readonly capabilityId: (typeof CAPABILITIES)[number];
  readonly entityIds: readonly string[];
}

async function askForAll(machine: SimulatedMachine, { capabilityId, entityIds }: Asked): Promise<void> {
  const { process, spends } = machine;
  const scale = 10 ** (SCALES[CAPABILITIES.indexOf(capabilityId)] ?? 0);
  const of = { customerId: CUSTOMER, capabilityId, entityIds };
  const { available, chains } = await answerOf<Answer<"check">>(process, "check", { ...of, requestedUsage: 0 });
  const isHeld = chains.flat().some(({ heldUsage }) => heldUsage !== 0);
  promise(!isHeld, () => `something is held at ${entityIds}`);
  if (available === null) return;
  const units = Math.round(available * scale);
  const name = `all of ${capabilityId} at ${entityIds}`;
  const ask = async (more: number): Promise<Answer<"reserve">> => {
    const key = `${name} and ${more}`;
    const items = [{ capabilityId, units: units + more }];
    const input = { ...of, amount: (units + more) / scale, metadata: { event: key }, idempotencyKey: key };
    const sent = { name: key, operation: "reserve" as const, customerId: CUSTOMER, key, input, items, isModest: false };
    spends.add(sent).isUncertain = true;
    return answerOf(process, "reserve", input);
  };
  const beyond = await ask(Math.max(1, 1 - units));
  promise(!beyond.isGranted, () => `${units} units are available at ${entityIds}, one more is granted`);
  if (units <= 0) return;
  const { isGranted, reservation } = await ask(0);
  promise(isGranted, () => `${units} units are available at ${entityIds}, and they are denied`);
  if (reservation === null) return;
  await answerOf(process, "releaseReservation", { customerId: CUSTOMER, reservationId: reservation.id });
}
