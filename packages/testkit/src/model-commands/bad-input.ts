// Bad input: a request of any command with one of its values exchanged, taken away or added.
import fc from "fast-check";
import type { Command, Input } from "./command.ts";

const JUNK: readonly unknown[] = [null, "", " ", 0, -1, 1e15, 1.5, "1e3", true, [], {}, "x", "..", "nothing", [null]];

export function spoiled(command: fc.Arbitrary<Command>): fc.Arbitrary<Command> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom("exchange", "remove", "add"),
    junk: fc.nat(JUNK.length - 1),
  });
  return fc.tuple(command, change).map(([sound, { at, how, junk }]) => {
    if (sound.kind !== "call") return sound;
    const places = placesIn(sound.input);
    const place = places[at % places.length];
    if (place === undefined) return sound;
    return { ...sound, isSpoiled: true, input: changed(sound.input, place, { how, junk: JUNK[junk] }) as Input };
  });
}

type Place = readonly (string | number)[];

/** The way to every value, the outer ones first. */
function placesIn(value: unknown, at: Place = []): Place[] {
  const inner = at.length === 0 ? [] : [at];
  if (typeof value !== "object" || value === null) return inner;
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    ...inner,
    ...names.flatMap((name) => placesIn((value as Record<string | number, unknown>)[name], [...at, name])),
  ];
}

function changed(value: unknown, place: Place, change: { how: string; junk: unknown }): unknown {
  const [name, ...below] = place;
  if (name === undefined) return value;
  if (Array.isArray(value))
    return value.flatMap((part, index) => (index === name ? changedPart(part, below, change) : [part]));
  const fields = value as Readonly<Record<string, unknown>>;
  const parts = Object.entries(fields).flatMap(([field, part]) =>
    field === name ? changedPart(part, below, change).map((after) => [field, after]) : [[field, part]],
  );
  if (below.length === 0 && change.how === "add") parts.push(["unheardOf", change.junk]);
  return Object.fromEntries(parts);
}

/** Nothing where it is taken away. */
function changedPart(part: unknown, below: Place, change: { how: string; junk: unknown }): unknown[] {
  if (below.length > 0) return [changed(part, below, change)];
  if (change.how === "remove") return [];
  return [change.how === "exchange" ? change.junk : part];
}
