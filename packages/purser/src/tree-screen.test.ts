// The tree screen: every line fits its width, says the same with and without colour, and reads as it should.
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf } from "./terminal-text.ts";
import type { TreeRow } from "./tree-branches.ts";
import { renderTree, type Screen, type TreeView } from "./tree-screen.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const MONTH_END = "2026-04-01T00:00:00.000Z";

type Fields = Partial<TreeRow> & { readonly path: readonly string[] };

function row({ path, ...fields }: Fields): TreeRow {
  const { usageLimit = 100, currentUsage = 0 } = fields;
  const utilization = usageLimit === null ? null : usageLimit === 0 ? 1 : (currentUsage ?? 0) / usageLimit;
  const exceedsLimit = usageLimit !== null && (currentUsage ?? 0) + (fields.heldUsage ?? 0) > usageLimit;
  return {
    capabilityId: "credits",
    entityId: path.at(-1) ?? "",
    entityTypeId: "team",
    displayName: null,
    parentId: path.at(-2) ?? null,
    path: [...path],
    depth: path.length - 1,
    createdAt: "2026-01-01T00:00:00.000Z",
    assignmentId: "asg_1",
    scopeEntityIds: [],
    cadence: "P1M",
    enforcement: "hard",
    usageLimit,
    currentUsage,
    heldUsage: 0,
    available: null,
    utilization,
    allocated: null,
    unallocated: null,
    usagePeriodStart: null,
    usagePeriodEnd: MONTH_END,
    isGranted: true,
    exceedsLimit,
    inherited: false,
    ...fields,
  };
}

const empty = (path: readonly string[], fields: Partial<TreeRow> = {}): TreeRow =>
  row({ path, capabilityId: null, usageLimit: null, currentUsage: null, heldUsage: null, cadence: null, ...fields });

const ACME = { path: ["acme"], displayName: "Acme Corporation", entityTypeId: "org" };
const TRIAGE = { path: ["acme", "care", "triage"], displayName: "Triage 🤖", entityTypeId: "agent" };

const ROWS: readonly TreeRow[] = [
  row({ ...ACME, currentUsage: 42, usageLimit: 400 }),
  row({ ...ACME, capabilityId: "tokens", currentUsage: 6_344_915, usageLimit: 40_000_000 }),
  row({
    path: ["acme", "care"],
    cadence: "P1D",
    usagePeriodEnd: "2026-03-11T00:00:00Z",
    currentUsage: 26.2,
    usageLimit: 25,
  }),
  row({
    path: ["acme", "care", "mei"],
    displayName: "田中 芽衣",
    entityTypeId: "user",
    cadence: null,
    usagePeriodEnd: null,
    currentUsage: 12.000001,
    usageLimit: 500,
  }),
  row({ ...TRIAGE, capabilityId: "tokens", usageLimit: null, currentUsage: 3_900_000 }),
  row({
    ...TRIAGE,
    scopeEntityIds: ["sonnet"],
    cadence: "P30D",
    usagePeriodEnd: "2026-03-10T12:41:30Z",
    currentUsage: 99.999,
    heldUsage: 0.001,
  }),
  row({
    path: ["acme", "rnd"],
    displayName: "Research, Development and everything else that has no home of its own",
    currentUsage: 0.001,
    heldUsage: 40,
  }),
  row({
    path: ["acme", "rnd", "a", "b", "c", "sixth"],
    displayName: "Sixth level",
    entityTypeId: "agent",
    cadence: "PT1H",
    usagePeriodEnd: "2026-03-10T12:00:30Z",
    currentUsage: 5_000,
    usageLimit: 4,
  }),
  empty(["acme", "idle"], { displayName: "Idle" }),
];

const VIEW: TreeView = {
  customerId: "acme",
  rows: ROWS,
  names: new Map([
    ["a", { displayName: "Applied", entityTypeId: "team" }],
    ["b", { displayName: null, entityTypeId: "team" }],
  ]),
  totals: { rows: ROWS.length, entities: 8, overLimit: 2 },
  isFiltered: false,
};

const plain = (width: number, view = VIEW): string[] => renderTree(view, { width, hasColour: false, now: NOW });
const coloured = (screen: Partial<Screen> = {}, view = VIEW): string[] =>
  renderTree(view, { width: 120, hasColour: true, now: NOW, ...screen });

describe("the tree on the screen", () => {
  it("shows types and exact amounts where there is room", () => {
    expect(plain(134)).toMatchInlineSnapshot(`
      [
        "acme  8 entities, 2 budgets over the limit",
        "",
        "ENTITY                                  BUDGET                         USED + HELD /      LIMIT                                 RESETS",
        "Acme Corporation acme            org    credits / month                         42 /        400  ██░░░░░░░░░░░░░░░░░░     10%  21d 12h",
        "│                                       tokens / month                   6,344,915 / 40,000,000  ███░░░░░░░░░░░░░░░░░     15%  21d 12h",
        "├ care                           team   credits / day                         26.2 /         25  ████████████████████   !104%   12h 0m",
        "│ ├ 田中 芽衣 mei                user   credits / lifetime               12.000001 /        500  █░░░░░░░░░░░░░░░░░░░    2.4%    never",
        "│ └ Triage 🤖 triage             agent  tokens / month                   3,900,000 /   no limit                                21d 12h",
        "│                                       credits / 30 days · sonnet  99.999 + 0.001 /        100  ███████████████████▒     99%      41m",
        "├ Research, Development and ev…  team   credits / month                 0.001 + 40 /        100  █▒▒▒▒▒▒▒▒░░░░░░░░░░░   <0.1%  21d 12h",
        "│ └ Applied a                    team",
        "│   └ b                          team",
        "│     └ c",
        "│       └ Sixth level sixth      agent  credits / hour                       5,000 /          4  ████████████████████  !>999%      <1m",
        "└ Idle idle                      team",
      ]
    `);
  });

  it("shows what is set aside where something is carved out", () => {
    const rows = [
      row({ ...ACME, currentUsage: 115, usageLimit: 1_000, allocated: 150, unallocated: 850 }),
      row({ path: ["acme", "rnd"], displayName: "Research", currentUsage: 115, allocated: 65, unallocated: 0 }),
      row({ path: ["acme", "rnd", "drafter"], entityTypeId: "agent", usageLimit: 40, allocated: 0, unallocated: 0 }),
    ];
    expect(plain(100, { ...VIEW, rows })).toMatchInlineSnapshot(`
      [
        "acme  8 entities, 2 budgets over the limit",
        "",
        "ENTITY                   BUDGET           USED / LIMIT                        SET ASIDE       RESETS",
        "Acme Corporation  org    credits / month   115 / 1,000  █░░░░░░░░░░░     11%  150, 850 left  21d 12h",
        "└ Research rnd    team   credits / month   115 /   100  ████████████   !115%  65, 0 left     21d 12h",
        "  └ drafter       agent  credits / month     0 /    40  ░░░░░░░░░░░░      0%                 21d 12h",
        "",
        "6 more rows; --limit 0 shows all.",
        "Narrow with --type, --subtree or --min-utilization.",
      ]
    `);
    expect(plain(60, { ...VIEW, rows })).toMatchInlineSnapshot(`
      [
        "acme  8 entities, 2 budgets over the limit",
        "",
        "ENTITY           BUDGET         USED / LIMIT          RESETS",
        "Acme Corporati…  credits/month   115 /    1K     11%     21d",
        "└ Research rnd   credits/month   115 /   100   !115%     21d",
        "  └ drafter      credits/month     0 /    40      0%     21d",
        "",
        "6 more rows; --limit 0 shows all.",
        "Narrow with --type, --subtree or --min-utilization.",
      ]
    `);
  });

  it("leaves out types before it shortens amounts", () => {
    expect(plain(106)).toMatchInlineSnapshot(`
      [
        "acme  8 entities, 2 budgets over the limit",
        "",
        "ENTITY                     BUDGET                           USED /      LIMIT                       RESETS",
        "Acme Corporation acme      credits / month                    42 /        400  █░░░░░░░░░     10%  21d 12h",
        "│                          tokens / month              6,344,915 / 40,000,000  ██░░░░░░░░     15%  21d 12h",
        "├ care                     credits / day                    26.2 /         25  ██████████   !104%   12h 0m",
        "│ ├ 田中 芽衣 mei          credits / lifetime          12.000001 /        500  █░░░░░░░░░    2.4%    never",
        "│ └ Triage 🤖 triage       tokens / month              3,900,000 /   no limit                      21d 12h",
        "│                          credits / 30 days · sonnet     99.999 /        100  █████████▒     99%      41m",
        "├ Research, Development …  credits / month                 0.001 /        100  █▒▒▒▒░░░░░   <0.1%  21d 12h",
        "│ └ Applied a",
        "│   └ b",
        "│     └ c",
        "│       └ Sixth level      credits / hour                  5,000 /          4  ██████████  !>999%      <1m",
        "└ Idle idle",
      ]
    `);
  });

  it("shortens amounts, and never rounds them up, where it is narrow", () => {
    expect(plain(80)).toMatchInlineSnapshot(`
      [
        "acme  8 entities, 2 budgets over the limit",
        "",
        "ENTITY               BUDGET                  USED / LIMIT                 RESETS",
        "Acme Corporation     credits/month             42 /   400  █░░░░     10%     21d",
        "│                    tokens/month          6.344M /   40M  █░░░░     15%     21d",
        "├ care               credits/day             26.2 /    25  █████   !104%     12h",
        "│ ├ 田中 芽衣 mei    credits/lifetime          12 /   500  █░░░░    2.4%   never",
        "│ └ Triage 🤖        tokens/month            3.9M /     ∞                    21d",
        "│                    credits/30 days · s…   99.99 /   100  ████▒     99%     41m",
        "├ Research, Develo…  credits/month          0.001 /   100  █▒▒░░   <0.1%     21d",
        "│ └ Applied a",
        "│   └ b",
        "│     └ c",
        "…      └ Sixth lev…  credits/hour              5K /     4  █████  !>999%     <1m",
        "└ Idle idle",
      ]
    `);
  });

  it("marks what doesn't deny, and shows what is held beside what is used where there is room", () => {
    const rows = [
      row({ path: ["a"], enforcement: "soft", currentUsage: 99, heldUsage: 2.5 }),
      row({ path: ["a", "b"], enforcement: "shadow", scopeEntityIds: ["sonnet"], currentUsage: 3, usageLimit: null }),
    ];
    const view = { ...VIEW, rows };
    expect(plain(120, view).slice(2)).toMatchInlineSnapshot(`
      [
        "ENTITY                       BUDGET                        USED + HELD /    LIMIT                                 RESETS",
        "a                      team  credits / month, soft            99 + 2.5 /      100  ███████████████████▒    !99%  21d 12h",
        "└ b                    team  credits / month, shadow · s…            3 / no limit                                21d 12h",
        "",
        "7 more rows; --limit 0 shows all.",
        "Narrow with --type, --subtree or --min-utilization.",
      ]
    `);
    expect(plain(60, view).slice(2)).toMatchInlineSnapshot(`
      [
        "ENTITY         BUDGET           USED / LIMIT          RESETS",
        "a              credits/month,…    99 /   100    !99%     21d",
        "└ b            credits/month,…     3 /     ∞             21d",
        "",
        "7 more rows; --limit 0 shows all.",
        "Narrow with --type, --subtree or --min-utilization.",
      ]
    `);
  });

  it("says the same with colour", () => {
    for (const width of [60, 80, 100, 120, 200]) {
      expect(coloured({ width }).map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(plain(width));
    }
  });

  it("paints what is nearly used up yellow and what is used up red", () => {
    const share = (currentUsage: number): string =>
      coloured({}, { ...VIEW, rows: [row({ path: ["a"], currentUsage })] })[3] ?? "";
    expect(share(79.9)).toContain("\x1b[32m");
    expect(share(80)).toContain("\x1b[33m");
    expect(share(99.9)).toContain("\x1b[33m");
    expect(share(100)).toContain("\x1b[31m");
    expect(coloured({ hasColour: false }).join("")).not.toContain("\x1b");
  });

  it("tells an empty customer from filters that nothing matches, and how much more there is", () => {
    const none = { ...VIEW, rows: [], totals: { rows: 0, entities: 0, overLimit: 0 } };
    expect(plain(100, none)[1]).toContain("/v1/customers/acme/entities");
    expect(plain(100, { ...none, isFiltered: true })).toEqual(["acme", "No budget matches these filters."]);
    const many = { ...VIEW, totals: { rows: 1_050_001, entities: 1_000_000, overLimit: 1 } };
    expect(plain(100, many)[0]).toBe("acme  1,000,000 entities, 1 budget over the limit");
    expect(plain(100, many)).toContain("1,049,992 more rows; --limit 0 shows all.");
  });

  it("starts at the top of a subtree", () => {
    const rows = ROWS.filter(({ path }) => path.includes("care"));
    const names = plain(80, { ...VIEW, rows, totals: { ...VIEW.totals, rows: rows.length }, subtreeOf: "care" }).map(
      (line) => line.split(/ {2,}/)[0],
    );
    expect(names.slice(3)).toEqual(["care", "├ 田中 芽衣 mei", "└ Triage 🤖", ""]);
  });

  it("keeps the names of the deepest", () => {
    const path = Array.from({ length: 16 }, (_, depth) => `level-${depth}`);
    const shown = plain(60, { ...VIEW, rows: [row({ path })], totals: { rows: 1, entities: 1, overLimit: 0 } });
    expect(shown).toHaveLength(3 + path.length);
    expect(shown.at(-1)).toMatch(/^… +└ level-15 /);
  });

  it("shows what others wrote without obeying it", () => {
    const displayName = "\x1b[2J\x1b[31mred\u202e\r\n";
    const text = plain(100, { ...VIEW, rows: [row({ path: ["a"], displayName })] }).join("\n");
    for (const control of ["\x1b", "\r", "\u202e"]) expect(text).not.toContain(control);
    expect(text).toContain("red");
  });
});

const anyName = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("田中", "👩‍👩‍👧‍👦", "é", "a\tb"),
);
const anyRow = fc
  .record({
    path: fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 16 }),
    displayName: fc.option(anyName),
    usageLimit: fc.option(fc.oneof(fc.nat(), fc.constantFrom(0, 999_999_999_999_999))),
    currentUsage: fc.oneof(fc.nat(), fc.constantFrom(0.000000001, 999_999_999_999_999, -3)),
    heldUsage: fc.nat(),
    allocated: fc.option(fc.constantFrom(0, 40, 999_999_999_999_999)),
    unallocated: fc.option(fc.nat()),
    cadence: fc.constantFrom("P1M", "PT15M", "P30D", null),
    enforcement: fc.constantFrom("hard" as const, "soft" as const, "shadow" as const),
    scopeEntityIds: fc.array(anyName, { maxLength: 4 }),
  })
  .map(({ path, ...fields }) => row({ ...fields, path: path.map((_, depth) => path.slice(0, depth + 1).join("")) }));

it("fits every line into its width, whatever stands in it", () => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 12 }), fc.integer({ min: 60, max: 220 }), (rows, width) => {
      for (const line of plain(width, { ...VIEW, rows })) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});
