// Command sequences: all kinds of commands mixed as they would come, opened by the vocabulary that most of them need.
import fc from "fast-check";
import { assignmentCommand } from "./assignment-commands.ts";
import { spoiled } from "./bad-input.ts";
import { carvedOpening, carvingCommand } from "./carving-commands.ts";
import { catalogCommand, settingsCommand } from "./catalog-commands.ts";
import type { Command } from "./command.ts";
import { exceptionCommand, raisedOpening } from "./exception-commands.ts";
import { governanceCommand } from "./governance-commands.ts";
import { readCommand } from "./read-commands.ts";
import { openingCommands, reservationCommand } from "./reservation-commands.ts";
import { clockCommand, usageCommand } from "./usage-commands.ts";

type Opening = fc.Arbitrary<readonly Command[]>;

const joined = (...openings: readonly [Opening, Opening]): Opening =>
  fc.tuple(...openings).map((commands) => commands.flat());

export interface SequenceOptions {
  /** On average; a sequence has from none to twice as many. */
  readonly length: number;
  /** Settings and restarts are left out of an installation that is shared. */
  readonly isShared?: boolean;
}

export function commandSequence({ length, isShared = false }: SequenceOptions): fc.Arbitrary<readonly Command[]> {
  const sound = fc.oneof(
    { arbitrary: usageCommand, weight: 30 },
    { arbitrary: reservationCommand, weight: 30 },
    { arbitrary: catalogCommand, weight: 20 },
    { arbitrary: assignmentCommand, weight: 20 },
    { arbitrary: carvingCommand, weight: 24 },
    { arbitrary: exceptionCommand, weight: 16 },
    { arbitrary: governanceCommand, weight: 8 },
    { arbitrary: clockCommand, weight: 8 },
    { arbitrary: readCommand, weight: 4 },
  );
  const restart = fc.constant<Command>({ kind: "restart" });
  const command = fc.oneof(
    { arbitrary: sound, weight: 46 },
    { arbitrary: spoiled(sound), weight: 2 },
    { arbitrary: isShared ? sound : settingsCommand, weight: 1 },
    { arbitrary: isShared ? sound : restart, weight: 1 },
  );
  const opening = fc.oneof(
    { arbitrary: openingCommands, weight: 3 },
    { arbitrary: carvedOpening, weight: 1 },
    { arbitrary: joined(carvedOpening, openingCommands), weight: 2 },
    { arbitrary: joined(raisedOpening, carvedOpening), weight: 2 },
    { arbitrary: joined(raisedOpening, openingCommands), weight: 2 },
    { arbitrary: fc.constant<readonly Command[]>([]), weight: 1 },
  );
  return fc
    .tuple(opening, fc.array(command, { maxLength: 2 * length, size: "max" }))
    .map(([first, rest]) => [...first, ...rest]);
}
