// The diagnosis: each fact that somebody must act on is told with what to do, and a well server has nothing to say.
import { expect, test } from "vitest";
import { diagnose, type Facts, type Finding } from "./diagnosis.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const DAY_MS = 86_400_000;
const GIBIBYTE = 1_073_741_824;

const WELL: Facts = {
  now: NOW,
  ledgerBytes: GIBIBYTE,
  diskFreeBytes: 100 * GIBIBYTE,
  ledgerHead: 4_000_000,
  entriesLastDay: 40_000,
  firstRecordedAt: NOW - 100 * DAY_MS,
  countersNearRange: 0,
  clockBehindMs: 0,
  newestBackupAt: NOW - DAY_MS,
  node: "v24.1.0",
  url: "http://127.0.0.1:7411",
  clockOffsetMs: 300,
};

const about = (name: Finding["about"], facts: Partial<Facts>): Finding | undefined =>
  diagnose({ ...WELL, ...facts }).find((finding) => finding.about === name);

test("a well server has nothing to do", () => {
  const findings = diagnose(WELL);
  expect(findings.map(({ level }) => level)).toEqual(Array(6).fill("well"));
  // 40,000 of 4,000,000 entries in 1 GiB are 10 MiB a day: 100 GiB last for 10,000 days.
  expect(findings[2]?.text).toContain("40,000 entries in the last day, about 10 MiB: years to a full disk");
});

test.each<[Finding["about"], Partial<Facts>, Finding["level"], string]>([
  ["clock", { clockBehindMs: 30_000 }, "warning", "30.0 s ahead of the server's clock"],
  ["clock", { clockBehindMs: 3_600_000 }, "problem", "writes go on by themselves at 2026-03-10T12:55:00.000Z"],
  ["clock", { clockOffsetMs: -60_000 }, "warning", "60.0 s behind the one here"],
  ["disk", { diskFreeBytes: 100_000_000 }, "problem", "Make room"],
  ["disk", { diskFreeBytes: GIBIBYTE / 2 }, "warning", "a backup would not fit"],
  ["growth", { entriesLastDay: 4_000_000, diskFreeBytes: 20 * GIBIBYTE }, "warning", "20 days to a full disk"],
  ["growth", { entriesLastDay: 4_000_000, diskFreeBytes: 2 * GIBIBYTE }, "problem", "2 days to a full disk"],
  ["growth", { firstRecordedAt: NOW - 3_600_000 }, "well", "too young"],
  ["growth", { firstRecordedAt: null, ledgerHead: 0, entriesLastDay: 0 }, "well", "too young"],
  ["growth", { entriesLastDay: 0 }, "well", "0 entries in the last day"],
  ["range", { countersNearRange: 3 }, "warning", "3 counters"],
  ["backups", { newestBackupAt: null }, "warning", "purser backup"],
  ["backups", { newestBackupAt: null, ledgerHead: 0 }, "well", "Nothing to back up"],
  ["backups", { newestBackupAt: NOW - 9 * DAY_MS }, "warning", "9 days ago"],
  ["configuration", { node: "v22.17.1" }, "problem", "too old"],
  ["configuration", { node: "v22.18.0" }, "well", "v22.18.0"],
  ["configuration", { url: "http://purser.example:7411" }, "warning", "not encrypted"],
  ["configuration", { url: "https://purser.example" }, "well", "Node"],
])("%s %o", (name, facts, level, text) => {
  expect(about(name, facts)).toMatchObject({ level, text: expect.stringContaining(text) });
});
