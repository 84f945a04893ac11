// Usage periods at the corners of calendars and zones (R14).
import { describe, expect, test } from "vitest";
import { parseCadence } from "./cadence.ts";
import { Calendar, calendarKey } from "./usage-period.ts";

interface Given {
  readonly cadence: string | null;
  readonly anchor?: string;
  readonly timeZone?: string;
}

function calendar({ cadence, anchor, timeZone }: Given): Calendar {
  return new Calendar({
    cadence: cadence === null ? null : parseCadence(cadence),
    anchor: anchor === undefined ? null : Date.parse(anchor),
    timeZone: timeZone ?? "UTC",
  });
}

function periodText(given: Given, instant: string): string {
  const { startText, endText } = calendar(given).periodAt(Date.parse(instant));
  return `${startText?.replace(":00.000Z", "Z")} ${endText?.replace(":00.000Z", "Z")}`;
}

const berlin = { timeZone: "Europe/Berlin" };
const endOfMonth = { cadence: "P1M", anchor: "2026-01-31T09:30:00Z" };
const leapDay = { cadence: "P1Y", anchor: "2024-02-29T00:00:00Z" };

describe("R14: the period that holds an instant", () => {
  test.each<[string, Given, string, string]>([
    ["months", { cadence: "P1M" }, "2026-07-15T00:00Z", "2026-07-01T00:00Z 2026-08-01T00:00Z"],
    ["the start belongs to it", { cadence: "P1M" }, "2026-07-01T00:00Z", "2026-07-01T00:00Z 2026-08-01T00:00Z"],
    ["the end does not", { cadence: "P1M" }, "2026-06-30T23:59:59.999Z", "2026-06-01T00:00Z 2026-07-01T00:00Z"],
    ["quarters", { cadence: "P3M" }, "2026-05-05T00:00Z", "2026-04-01T00:00Z 2026-07-01T00:00Z"],
    ["weeks begin on Monday", { cadence: "P1W" }, "2026-07-19T00:00Z", "2026-07-13T00:00Z 2026-07-20T00:00Z"],
    [
      "seven days begin on the Thursday of 1970",
      { cadence: "P7D" },
      "2026-07-19T00:00Z",
      "2026-07-16T00:00Z 2026-07-23T00:00Z",
    ],
    ["years", { cadence: "P1Y" }, "2026-07-19T00:00Z", "2026-01-01T00:00Z 2027-01-01T00:00Z"],
    ["thousand years", { cadence: "P1000Y" }, "2026-07-19T00:00Z", "1970-01-01T00:00Z 2970-01-01T00:00Z"],
    [
      "before the anchor",
      { cadence: "P2M", anchor: "2030-01-15T06:00:00Z" },
      "2026-02-01T00:00Z",
      "2026-01-15T06:00Z 2026-03-15T06:00Z",
    ],
    ["the 31st in February", endOfMonth, "2026-03-01T00:00Z", "2026-02-28T09:30Z 2026-03-31T09:30Z"],
    ["the 31st in a leap year", endOfMonth, "2028-02-29T09:30Z", "2028-02-29T09:30Z 2028-03-31T09:30Z"],
    ["the 31st in April", endOfMonth, "2026-04-30T09:29Z", "2026-03-31T09:30Z 2026-04-30T09:30Z"],
    ["Feb 29 in a common year", leapDay, "2026-03-01T00:00Z", "2026-02-28T00:00Z 2027-02-28T00:00Z"],
    ["Feb 29 comes again", leapDay, "2028-02-28T12:00Z", "2027-02-28T00:00Z 2028-02-29T00:00Z"],
    ["hours of 1970", { cadence: "PT5H" }, "2026-07-19T12:34Z", "2026-07-19T08:00Z 2026-07-19T13:00Z"],
    [
      "minutes from an anchor ahead",
      { cadence: "PT45M", anchor: "2030-01-01T00:10:00Z" },
      "2029-12-31T23:30Z",
      "2029-12-31T23:25Z 2030-01-01T00:10Z",
    ],
  ])("%s", (_, given, instant, expected) => {
    expect(periodText(given, instant)).toBe(expected);
  });

  test.each<[string, Given, string, string]>([
    ["a day of 23 hours", { cadence: "P1D", ...berlin }, "2026-03-29T12:00Z", "2026-03-28T23:00Z 2026-03-29T22:00Z"],
    ["a day of 25 hours", { cadence: "P1D", ...berlin }, "2026-10-25T12:00Z", "2026-10-24T22:00Z 2026-10-25T23:00Z"],
    [
      "summer keeps the local time of the winter",
      { cadence: "P1M", anchor: "2026-01-10T08:00:00Z", ...berlin },
      "2026-07-20T00:00Z",
      "2026-07-10T07:00Z 2026-08-10T07:00Z",
    ],
    [
      "02:30 that is skipped is 03:30",
      { cadence: "P1D", anchor: "2026-01-01T01:30:00Z", ...berlin },
      "2026-03-29T12:00Z",
      "2026-03-29T01:30Z 2026-03-30T00:30Z",
    ],
    [
      "02:30 that comes twice is the first",
      { cadence: "P1D", anchor: "2026-01-01T01:30:00Z", ...berlin },
      "2026-10-25T12:00Z",
      "2026-10-25T00:30Z 2026-10-26T01:30Z",
    ],
    [
      "an anchor on the second 02:30 is the first",
      { cadence: "P1D", anchor: "2026-10-25T01:30:00Z", ...berlin },
      "2026-10-25T01:00Z",
      "2026-10-25T00:30Z 2026-10-26T01:30Z",
    ],
    [
      "hours are absolute",
      { cadence: "PT24H", anchor: "2026-01-01T00:00:00Z", ...berlin },
      "2026-07-01T12:00Z",
      "2026-07-01T00:00Z 2026-07-02T00:00Z",
    ],
    [
      "midnight that is skipped",
      { cadence: "P1D", timeZone: "America/Havana" },
      "2026-03-08T12:00Z",
      "2026-03-08T05:00Z 2026-03-09T04:00Z",
    ],
    [
      "half an hour of DST",
      { cadence: "P1D", timeZone: "Australia/Lord_Howe" },
      "2026-10-04T00:00Z",
      "2026-10-03T13:30Z 2026-10-04T13:00Z",
    ],
    [
      "before the skipped day",
      { cadence: "P1D", timeZone: "Pacific/Apia" },
      "2011-12-30T09:59Z",
      "2011-12-29T10:00Z 2011-12-30T10:00Z",
    ],
    [
      "after the skipped day",
      { cadence: "P1D", timeZone: "Pacific/Apia" },
      "2011-12-30T10:00Z",
      "2011-12-30T10:00Z 2011-12-31T10:00Z",
    ],
    [
      "a month that begins on a skipped day",
      { cadence: "P1M", anchor: "2011-10-30T11:00:00Z", timeZone: "Pacific/Apia" },
      "2011-12-30T10:00Z",
      "2011-11-30T11:00Z 2011-12-30T11:00Z",
    ],
    [
      "the skipped day of 1993",
      { cadence: "P1D", timeZone: "Pacific/Kwajalein" },
      "1993-08-21T12:00Z",
      "1993-08-21T12:00Z 1993-08-22T12:00Z",
    ],
  ])("zones: %s", (_, given, instant, expected) => {
    expect(periodText(given, instant)).toBe(expected);
  });

  test("a lifetime holds every instant", () => {
    const { start, end, startText, endText } = calendar({ cadence: null }).periodAt(0);
    expect([start, end, startText, endText]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, null, null]);
  });

  test("the period that was given last, or lately, is given again", () => {
    const days = calendar({ cadence: "P1D" });
    const first = days.periodAt(0);
    expect(days.periodAt(1)).toBe(first);
    const later = days.periodAt(86_400_000);
    expect(days.periodAt(2)).toBe(first);
    expect(days.periodAt(86_400_001)).toBe(later);
  });
});

test.each(["PT1H", "P1D", "P1W", "P1M"])("%s: what a calendar keeps answers like a new one", (cadence) => {
  const given = { cadence, anchor: "2026-01-31T01:30:00Z", ...berlin };
  const kept = calendar(given);
  const start = Date.parse("2025-10-01T00:00:00Z");
  for (let visit = 0; visit < 1000; visit += 1) {
    const instant = start + ((visit * 7919) % 400) * 21 * 3_600_000;
    expect(kept.periodAt(instant)).toEqual(calendar(given).periodAt(instant));
  }
});

describe("the range of dates", () => {
  const ends = [-8.64e15, -8.64e15 + 1, 8.64e15 - 1, 8.64e15];
  const anchors = [
    undefined,
    "-271821-04-20T00:00:00.000Z",
    "0001-01-01T00:00:00.000Z",
    "2026-01-31T10:00:00.001Z",
    "+275760-09-13T00:00:00.000Z",
  ];

  test.each(["P1Y", "P1000Y", "P1M", "P7M", "P1W", "P1D", "P1000D", "PT1H", "PT7M"])(
    "%s holds the first and the last instant",
    (cadence) => {
      for (const timeZone of ["UTC", "Pacific/Kiritimati", "America/New_York"]) {
        for (const anchor of anchors) {
          for (const instant of ends) {
            const { start, end, startText, endText } = calendar({
              cadence,
              timeZone,
              ...(anchor === undefined ? {} : { anchor }),
            }).periodAt(instant);
            expect(start <= instant && instant < end, `${timeZone} ${anchor} ${instant}`).toBe(true);
            expect([startText === null, endText === null]).toEqual([!Number.isFinite(start), !Number.isFinite(end)]);
          }
        }
      }
    },
  );

  test("what is no instant is a bug of ours", () => {
    for (const instant of [Number.NaN, 8.64e15 + 1])
      expect(() => calendar({ cadence: "P1D" }).periodAt(instant)).toThrow(/range of dates/);
  });
});

test("calendarKey tells rules apart", () => {
  const rules = [
    { cadence: null, anchor: null, timeZone: "UTC" },
    { cadence: parseCadence("P7D"), anchor: null, timeZone: "UTC" },
    { cadence: parseCadence("P1W"), anchor: null, timeZone: "UTC" },
    { cadence: parseCadence("P1W"), anchor: 0, timeZone: "UTC" },
    { cadence: parseCadence("P1W"), anchor: 0, timeZone: "Europe/Berlin" },
  ];
  expect(new Set(rules.map(calendarKey)).size).toBe(rules.length);
});
