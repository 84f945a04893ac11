// Faults of reservations once they are open: how they are extended, split, committed, released, found and how they expire.
import type { FaultTable } from "./faults.ts";

export const reservationFaults: FaultTable = {
  service: {
    "reservation-answer": {
      "somebody else's reservation is found": [
        "if (reservation !== null && reservation.customer === customer.row.number) return reservation;",
        "if (reservation !== null) return reservation;",
      ],
      "a late commit isn't told": ["return reservation.isLate ? { ...answer, late: true } : answer;", "return answer;"],
    },
    "reservation-step": {
      "what ends a hold counts when it ends": [
        "    timestamp,\n    recordedAt: nowFor(",
        "    timestamp: batch.engine.clock.now(),\n    recordedAt: nowFor(",
      ],
      "what ends a hold is recorded when it ends": ["countedAs: opened,", "countedAs: 0,"],
      "what ended gives nothing back": ["use: 0, hold: 0 - amount }));", "use: 0, hold: 0 }));"],
      "an expiry is a release": ['state === "released" ? "release" : "expire"', '"release"'],
      "what ends a hold counts at its leaf alone": [
        "    resolved,\n    dimensions",
        "    resolved: resolved.slice(0, 1),\n    dimensions",
      ],
      "a row doesn't know its reservation": ["reservation: number,", "reservation: 0,"],
    },
    "commit-reservation": {
      "a second commit is counted": ["if (reservation.commitContent !== null) {", "if (false) {"],
      "another commit is taken for the first": [
        "if (reservation.commitContent === content) return stands(reservation, true);",
        "return stands(reservation, true);",
      ],
      "a commit of 0 counts what was held": [
        "amounts?.get(item.capability) ?? item.amount;",
        "amounts?.get(item.capability) || item.amount;",
      ],
      "a commit that says nothing counts the first item of all": [
        "amounts?.get(item.capability) ?? item.amount;",
        "amounts?.get(item.capability) ?? reservation.items[0]?.amount ?? 0;",
      ],
      "a commit's metadata is not compared": [
        "metadata === undefined ? null : Object.entries(metadata)",
        "true ? null : Object.entries(metadata ?? {})",
      ],
      "a commit's repeat is not marked": ["return stands(reservation, true);", "return stands(reservation);"],
      "a late commit gives back once more": ["hold: isLate ? 0 : 0 - item.amount", "hold: 0 - item.amount"],
      "a late commit changes the state": ['state: isLate ? reservation.state : "committed"', 'state: "committed"'],
      "a late commit may leave out how much": [
        'if (state === "open" || state === "committed") return null;',
        "return null;",
      ],
      "a commit may leave items out": ["if (amounts.size === items.length) return null;", "return null;"],
      "what was used beyond the hold is lost": [
        "amounts?.get(item.capability) ?? item.amount;",
        "Math.min(amounts?.get(item.capability) ?? item.amount, item.amount);",
      ],
      "another commit isn't told what was recorded": ['recorded.join(" and ")', '"something"'],
    },
    "reserved-amounts": {
      "one amount is taken for several": ["if (only === undefined || more.length > 0) {", "if (only === undefined) {"],
      "what isn't held may be named": [
        "if (!reservation.items.some((held) => held.capability === capability.number)) {",
        "if (false) {",
      ],
      "what was used of a currency is not rounded": ["rounding: roundingOf(capability) });", 'rounding: "exact" });'],
    },
    "extend-reservation": {
      "an ended hold is extended": [
        'if (reservation.state !== "open") return rejected(endedFault(reservation, "Reserve anew."));',
        "",
      ],
      "of an archived customer a hold is extended": [
        "if (customer.row.archivedAt !== null) return rejected(archivedFault(customer.row.id));",
        "",
      ],
      "an extend keeps the expiry": [
        "ttlMs === undefined ? reservation.expiresAt : expiryOf(reservation.firstOpenedAt, now, ttlMs)",
        "reservation.expiresAt",
      ],
      "an extend adds to what is held": [
        "extending.amounts?.get(item.capability) ?? item.amount;",
        "(extending.amounts?.get(item.capability) ?? 0) + item.amount;",
      ],
      "an extend asks for the whole amount again": [
        "const requested = amount - item.amount;",
        "const requested = amount;",
      ],
      "an extend is judged in the period of now": [
        "set: resolved, now: timestamp, today };",
        "set: resolved, now: today };",
      ],
      "what gives back may be denied": [
        "(requested > 0 && isMoved(batch, moved, node) ? requested : 0)",
        "(isMoved(batch, moved, node) ? requested : 0)",
      ],
    },
    "split-reservation": {
      "a split asks for room where both are": ["held.some((one) => isSameBudget(one, node))", "false"],
      "a split asks for room nowhere": ["held.some((one) => isSameBudget(one, node))", "true"],
      "more is split off than is held": ["if ((amounts.get(capability) ?? 0) <= amount) continue;", "continue;"],
      "all of a hold can't be split off": [
        "if ((amounts.get(capability) ?? 0) <= amount) continue;",
        "if ((amounts.get(capability) ?? 0) < amount) continue;",
      ],
      "an ended hold is split": ['if (parent.state !== "open") return endedFault(parent, "Reserve anew.");', ""],
      "a parent keeps what was split off": ["item.amount - (amounts.get(item.capability) ?? 0)", "item.amount"],
      "nothing is split off": ["[...amounts.values()].some((units) => units === 0)", "false"],
      "a split of another hold is a repeat": ["parent.number, ttlMs ?? null", "0, ttlMs ?? null"],
      "a split may take any number of holds": [
        "const capped = capFault(batch, place.customer.row.number, resolution.set);",
        "const capped = null;",
      ],
    },
    "release-reservation": {
      "what has ended is released": ['if (reservation.state !== "open") return stands(reservation);', ""],
    },
    "release-reservations": {
      "an entity's release releases everybody's": ["resolved.includes(entity)", "true"],
      "of many those that have ended are released": ['standing.state === "open" ?', "true ?"],
      "nobody's holds are released": ["if (entity !== undefined) return entity;", "return entity ?? 0;"],
      "an entity's holds are released in any order": ["a.number - b.number", "b.number - a.number"],
    },
    "open-reservations": {
      "a hold expires an hour late": [
        "reservation.expiresAt > now) continue;",
        "reservation.expiresAt + 3_600_000 > now) continue;",
      ],
    },
    "list-reservations": {
      "reservations of every state are listed": ["state: input.state ?? null", "state: null"],
      "everybody's reservations are listed": ["entity: filteredEntity(customer, input.entityId)", "entity: null"],
    },
  },
};
