// Fills a ledger by raw inserts: entries, keys, marks, counters and what start-up reads, all of them consistent with each other.
import type { DatabaseSync } from "node:sqlite";
import { LEVELS, monthStart, type Organisation } from "./organisation.ts";
import { numberList } from "./usage.ts";
import { zipfIndexes } from "./zipf.ts";

const MARK_DISTANCE = 1_000;
const DIGEST_BYTES = 16;
const USE = 1_000;
const BITS_32 = 2 ** 32;

const ENTRY = `insert into ledger_entry (sequence, customer, capability, kind, use, hold, timestamp, recorded_at, resolved,
  dimensions, named, metadata, corrects, idempotency_key) values (?, ?, 1, 1, ?, 0, ?, ?, ?, ?, null, null, null, ?)`;
const KEY = "insert into idempotency_key (customer, hash, content, first_sequence, entry_count) values (?, ?, ?, ?, 1)";
const COUNTER =
  "insert into counter (assignment, entity, period_start, used, held, uncarved, excess) values (?, ?, ?, ?, 0, 0, 0)";

/** Entries of a minute ago, so that all of them lie in the running month but in its very first minute. */
export function fillLedger(database: DatabaseSync, organisation: Organisation, entries: number): void {
  const now = Date.now();
  const at = Math.max(monthStart(now), now - 60_000);
  const users = zipfIndexes(organisation.users, entries, 1);
  const used = new Float64Array(organisation.lastEntity + 1);
  const first = new Float64Array(organisation.lastEntity + 1);
  const append = database.prepare(ENTRY);
  const mark = database.prepare("insert into ledger_mark (sequence, latest_recorded_at) values (?, ?)");
  for (const [index, user] of users.entries()) {
    const path = organisation.path(user);
    const sequence = index + 1;
    for (const entity of path) {
      used[entity] = (used[entity] ?? 0) + USE;
      if (first[entity] === 0) first[entity] = sequence;
    }
    append.run(
      sequence,
      organisation.customer,
      USE,
      at,
      at,
      numberList(path),
      `{"userId":${path[0]}}`,
      `fill-${sequence}`,
    );
    if (sequence % MARK_DISTANCE === 0) mark.run(sequence, at);
  }
  fillKeys(database, organisation.customer, entries);
  fillUsed(database, organisation, { used, first, start: monthStart(now) });
  database.exec(`update shard_head set sequence = ${entries}, latest_recorded_at = ${at};
    update customer set last_recorded_at = ${at} where number = ${organisation.customer}`);
}

/** In the order of their hashes, which lie as evenly as real ones: a random order would take an hour. */
function fillKeys(database: DatabaseSync, customer: number, entries: number): void {
  const claim = database.prepare(KEY);
  const content = new Uint8Array(DIGEST_BYTES);
  const hash = Buffer.alloc(DIGEST_BYTES, 0xa5);
  for (let index = 0; index < entries; index += 1) {
    hash.writeUInt32BE(Math.floor((index / entries) * BITS_32));
    hash.writeUInt32BE(index, 4);
    claim.run(customer, hash, content, index + 1);
  }
}

interface Filled {
  readonly used: Float64Array;
  readonly first: Float64Array;
  readonly start: number;
}

function fillUsed(database: DatabaseSync, organisation: Organisation, { used, first, start }: Filled): void {
  const put = database.prepare(COUNTER);
  const enter = database.prepare("update entity set first_entry = ? where number = ?");
  for (const level of LEVELS.keys()) {
    for (let entity = organisation.start(level); entity < organisation.start(level + 1); entity += 1) {
      if (first[entity] === 0) continue;
      const assignment = organisation.assignmentOf(level, entity);
      if (assignment !== 0) put.run(assignment, entity, start, used[entity] ?? 0);
      enter.run(first[entity] ?? 0, entity);
    }
  }
}
