// A governance file is refused with the line and column of every fault, before anything is sent.
import { describe, expect, test } from "vitest";
import { parseGovernanceSource } from "./governance-source.ts";

const refused: readonly (readonly [what: string, text: string, told: string])[] = [
  ["broken YAML", "customers:\n  - id: [acme\n", "file.yaml:3:1"],
  ["a key twice", "capabilities: []\ncapabilities: []\n", "file.yaml:2:1"],
  [
    "an unknown key",
    "customers:\n  - id: acme\n    entites: []\n",
    'file.yaml:3:5: /customers/0/entites: There is no field "entites"',
  ],
  [
    "a key of another place",
    "customers:\n  - id: acme\n    entities:\n      - { id: ada, usageLimit: 3 }\n",
    "file.yaml:4:20",
  ],
  ["a number for an id", "capabilities:\n  - { id: 7 }\n", "file.yaml:2:7: /capabilities/0/id: Send text."],
  [
    "a missing cadence",
    "customers:\n  - id: acme\n    assignments:\n      - { entityId: ada, capabilityId: tokens }\n",
    "file.yaml:4:9: /customers/0/assignments/0/cadence",
  ],
  ["an id twice", "entityTypes:\n  - { id: user }\n  - { id: user }\n", 'file.yaml:3:5: "user" stands twice'],
  [
    "a natural key twice, the scope in another order",
    "defaultAssignments:\n" +
      "  - { entityTypeId: u, capabilityId: t, cadence: null, usageLimit: 1, scopeEntityIds: [a, b] }\n" +
      "  - { entityTypeId: u, capabilityId: t, cadence: null, usageLimit: 2, scopeEntityIds: [b, a] }\n",
    'file.yaml:3:5: "u · t · lifetime in a + b" stands twice',
  ],
  ["no map at all", "- acme\n", "file.yaml:1:1: /: Send an object."],
  ["nothing", "", "file.yaml:1:1"],
];

describe("a governance file", () => {
  test.each(refused)("with %s is refused at its place", (_, text, told) => {
    expect(() => parseGovernanceSource(text, "file.yaml")).toThrow(told);
  });

  test("tells the place of what a pointer names, or of the nearest thing above it", () => {
    const text = "customers:\n  - id: acme\n    entities:\n      - id: ada\n        parentId: nobody\n";
    const { placeOf } = parseGovernanceSource(text, "file.yaml");
    expect(placeOf("/customers/0/entities/0/parentId")).toBe("file.yaml:5:9");
    expect(placeOf("/customers/0/entities/0/displayName")).toBe("file.yaml:4:9");
  });
});
