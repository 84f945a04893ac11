// The check of the lockfile refuses what would keep a stranger from installing.
import { expect, test } from "vitest";
import { type LockedPackage, lockFaults } from "../scripts/lockfile.ts";

const INTEGRITY = "sha512-planted";
const locked = (packages: Record<string, LockedPackage>) => lockFaults({ lockfileVersion: 3, packages });

test("a complete lockfile passes", () => {
  const faults = locked({
    "": { dependencies: { tool: "1.0.0" } },
    "node_modules/tool": { version: "1.0.0", integrity: INTEGRITY, optionalDependencies: { "tool-linux": "^1.0.0" } },
    "node_modules/tool-linux": { version: "1.0.0", integrity: INTEGRITY },
    "node_modules/ours": { resolved: "packages/ours", link: true },
    "packages/ours": { version: "0.1.0", dependencies: { tool: "1.0.0" } },
  });
  expect(faults).toEqual([]);
});

test("a platform package without an entry is refused", () => {
  const tool = { integrity: INTEGRITY, optionalDependencies: { "tool-linux": "1.0.0", "tool-mac": "1.0.0" } };
  const nested = { integrity: INTEGRITY };
  const faults = locked({ "node_modules/tool": tool, "node_modules/tool/node_modules/tool-linux": nested });
  expect(faults).toEqual([expect.stringContaining("needs tool-mac")]);
});

test("an address, a missing hash, a range of our own and an old format are refused", () => {
  const address = locked({ "node_modules/tool": { resolved: "https://example.org/tool.tgz", integrity: INTEGRITY } });
  expect(address).toEqual([expect.stringContaining("names a registry")]);
  expect(locked({ "node_modules/tool": {} })).toEqual([expect.stringContaining("no integrity")]);
  const range = locked({ "": { dependencies: { tool: "^1.0.0" } }, "node_modules/tool": { integrity: INTEGRITY } });
  expect(range).toEqual([expect.stringContaining("pin one version")]);
  expect(lockFaults({ lockfileVersion: 2, packages: {} })).toEqual([expect.stringContaining("not 3")]);
});
