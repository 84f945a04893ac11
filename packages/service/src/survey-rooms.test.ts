// Survey rooms: every survey finds zeros, none has the room of another, and the largest is used again.
import { expect, it } from "vitest";
import { SurveyRooms } from "./survey-rooms.ts";

it("gives every survey a room of zeros of its own and uses the largest again", () => {
  const rooms = new SurveyRooms();
  const first = rooms.take(4);
  const second = rooms.take(3);
  expect([...first]).toEqual([0, 0, 0, 0]);
  expect(second).not.toBe(first);
  first.fill(7);
  second.fill(7);
  rooms.give(first);
  rooms.give(second);
  const smaller = rooms.take(2);
  expect(smaller).toBe(first);
  expect([...smaller.subarray(0, 2)]).toEqual([0, 0]);
  rooms.give(smaller);
  const larger = rooms.take(5);
  expect([...larger]).toEqual([0, 0, 0, 0, 0]);
  rooms.give(larger);
  expect(rooms.take(4)).toBe(larger);
});
