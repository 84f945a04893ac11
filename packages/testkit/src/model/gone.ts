// What a governance document lets go: each named once by its id, with the version that whoever decided has seen (R4).
import { judgeVersion } from "./entity-catalog.ts";
import { Faults } from "./refusal.ts";
import { fieldsOf, idOf, refuseUnknown } from "./shape.ts";

interface Versioned {
  readonly version: number;
}

/** The ids, unless one has another version; `find` refuses what isn't there or leaves that to whoever lets it go. */
export function goneIds(
  items: readonly unknown[],
  path: string,
  find: (id: string) => Versioned | undefined,
): readonly string[] {
  const faults = new Faults();
  const ids: string[] = [];
  for (const [index, raw] of items.entries()) {
    faults.attempt(`${path}/${index}`, () => {
      const item = fieldsOf(raw, "");
      refuseUnknown(item, "id ifVersion");
      const id = idOf(item.id, "/id");
      const row = find(id);
      judgeVersion(row, row === undefined ? undefined : item.ifVersion);
      ids.push(id);
    });
  }
  faults.settle();
  return ids;
}
