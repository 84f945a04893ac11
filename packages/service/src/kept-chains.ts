// Kept chains: the entities of chains as ledger entries and denials keep them, one list of numbers, each chain ended by 0.

export const chainsText = (paths: readonly (readonly number[])[]): number[] => paths.flatMap((path) => [...path, 0]);

export function pathsIn(chains: readonly number[]): number[][] {
  const paths: number[][] = [];
  let path: number[] = [];
  for (const entity of chains) {
    if (entity !== 0) {
      path.push(entity);
      continue;
    }
    paths.push(path);
    path = [];
  }
  return paths;
}
