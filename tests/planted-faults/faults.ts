// The planted faults.
export interface PlantedFault {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
export function faultyText(text: string, { find, replace }: Pick<PlantedFault, "find" | "replace">): string {
  if (text.split(find).length !== 2) throw new Error(`the text to spoil must stand there once: ${find}`);
  return text.replace(find, () => replace);
}
export const FAULTS: readonly PlantedFault[] = [
  { name: "x", file: "core/src/decision.ts", find: "load + requested > limit", replace: "load + requested >= limit" },
];
