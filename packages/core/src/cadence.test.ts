// Cadences and time zones: what their text may be (R14).
import { describe, expect, test } from "vitest";
import { isTimeZone, parseCadence } from "./cadence.ts";

describe("R14: cadences", () => {
  test.each([
    ["P1Y", "year", 1],
    ["P3M", "month", 3],
    ["P2W", "week", 2],
    ["P30D", "day", 30],
    ["PT1H", "hour", 1],
    ["PT1000M", "minute", 1000],
  ] as const)("%s", (text, unit, count) => {
    expect(parseCadence(text)).toEqual({ text, unit, count });
  });

  const bad = [
    "",
    "P",
    "PT",
    "monthly",
    "P0D",
    "P01D",
    "P1001D",
    "P9999Y",
    "P1M10D",
    "PT1S",
    "P1H",
    "PT1D",
    "P-1D",
    "+P1D",
    "p1d",
    "P1.5D",
    "P1D ",
    "P1D\n",
    "P1DT1H",
  ];
  test.each(bad)("%j is none", (text) => {
    expect(parseCadence(text)).toBeNull();
  });
});

describe("R14: time zones", () => {
  test("every zone that the platform lists is one, whatever its case", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      expect(isTimeZone(zone), zone).toBe(true);
      expect(isTimeZone(zone.toUpperCase()), zone).toBe(true);
    }
  });

  test.each(["UTC", "Etc/UTC", "GMT", "US/Eastern", "Asia/Calcutta", "Etc/GMT+5", "EST"])("%s is one", (text) => {
    expect(isTimeZone(text)).toBe(true);
  });

  const bad = [
    "",
    "Z",
    "+02:00",
    "-0500",
    "02:00",
    "UTC+2",
    "GMT+5",
    "PST",
    "SystemV/PST8PDT",
    "Mars/Olympus",
    "2026-01-01T00:00Z",
    "[Europe/Berlin]",
    "Europe/Berlin ",
    "Asia/\u212aolkata",
    "constructor",
  ];
  test.each(bad)("%j is none", (text) => {
    isTimeZone("Asia/Kolkata");
    expect(isTimeZone(text)).toBe(false);
  });
});
