// The planted faults: small plausible bugs, each in the product's words, one of which every scenario must notice.
import { afterwardsFaults } from "./afterwards-faults.ts";
import { assignmentFaults } from "./assignment-faults.ts";
import { carvingFaults } from "./carving-faults.ts";
import { catalogFaults } from "./catalog-faults.ts";
import { consoleTokenFaults } from "./console-token-faults.ts";
import { decisionFaults } from "./decision-faults.ts";
import { documentFaults } from "./document-faults.ts";
import { erasureFaults } from "./erasure-faults.ts";
import { exceptionFaults } from "./exception-faults.ts";
import { explanationFaults } from "./explanation-faults.ts";
import { limitRequestFaults } from "./limit-request-faults.ts";
import { listingFaults } from "./listing-faults.ts";
import { reservationFaults } from "./reservation-faults.ts";
import { spendingFaults } from "./spending-faults.ts";
import { treeFaults } from "./tree-faults.ts";
import { usageFaults } from "./usage-faults.ts";
import { wireFaults } from "./wire-faults.ts";

export interface PlantedFault {
  /** What goes wrong, as a caller would tell it. */
  readonly name: string;
  /** The file that it stands in, below packages/. */
  readonly file: string;
  /** Exact text of the file, there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Package → file of its `src` → name of the fault → what is found there, and what stands there instead. */
export type FaultTable = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Change>>>>>>;
type Change = readonly [find: string, replace: string];

export const FAULTS: readonly PlantedFault[] = [
  decisionFaults,
  catalogFaults,
  assignmentFaults,
  documentFaults,
  listingFaults,
  treeFaults,
  usageFaults,
  spendingFaults,
  reservationFaults,
  afterwardsFaults,
  carvingFaults,
  exceptionFaults,
  limitRequestFaults,
  erasureFaults,
  consoleTokenFaults,
  explanationFaults,
  wireFaults,
].flatMap(listed);

function listed(table: FaultTable): PlantedFault[] {
  const rows: PlantedFault[] = [];
  for (const [room, files] of Object.entries(table)) {
    for (const [file, faults] of Object.entries(files)) {
      for (const [name, [find, replace]] of Object.entries(faults)) {
        rows.push({ name, file: `${room}/src/${file}.ts`, find, replace });
      }
    }
  }
  return rows;
}

/** The source with the fault in it; throws when the source has moved on and the fault must follow. */
export function faultyText(text: string, { name, file, find, replace }: PlantedFault): string {
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`"${name}": ${file} holds its text ${times} times, not once: ${find}`);
  return text.replace(find, () => replace);
}
