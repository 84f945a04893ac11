// One write transaction, in the order of page 3: keys, catalog, entries, holds, counters, records; all or nothing.
import { writeChanges, writeRepair } from "./catalog-writes.ts";
import { ENTRY_COLUMNS, type EntryRow, packRows } from "./entry-columns.ts";
import { writeErasures } from "./erasures.ts";
import { CUSTOMER, ENTRY_NUMBERS, entryCount, type PackedEntries, RECORDED_AT } from "./packed-entries.ts";
import {
  amountsAt,
  hexOf,
  KEY_NUMBERS,
  MOVE_NUMBERS,
  type PackedOutcome,
  type PackedTaken,
  type PackedTransaction,
} from "./packed-transaction.ts";
import { ONLY_SHARD, startToColumn } from "./schema.ts";
import type { WriteSession } from "./session.ts";

export async function commit(session: WriteSession, transaction: PackedTransaction): Promise<PackedOutcome> {
  await session.begin();
  try {
    const outcome = await write(session, transaction);
    if (outcome.kind === "committed") await session.commit();
    else await session.rollback();
    return outcome;
  } catch (error) {
    await session.rollback();
    throw error;
  }
}

async function write(session: WriteSession, transaction: PackedTransaction): Promise<PackedOutcome> {
  const { entries } = transaction;
  const head = await readHead(session);
  const taken = await session.claim(transaction.claims, head.sequence);
  if (taken.length > 0) return { kind: "claimed", taken: await takenKeys(session, transaction, taken) };
  if (transaction.erased.length > 0) await writeErasures(session, transaction.erased);
  if (transaction.changes !== null) await writeChanges(session, transaction, head.sequence);
  if (transaction.repair !== null) await writeRepair(session, transaction, head.sequence);
  const last = head.sequence + entryCount(entries);
  if (last > head.sequence) await appendEntries(session, transaction, head);
  if (transaction.reservations !== null) await session.reserve(transaction.reservations);
  if (transaction.dropped.length > 0) await session.drop(transaction.dropped);
  if (transaction.figures.length > 0) await session.put(transaction.figures);
  const moved = await session.move(transaction.moves, transaction.expected);
  if (typeof moved === "number") return refusedMove(session, transaction, moved);
  await writeDenials(session, transaction);
  return { kind: "committed", head: last, moved };
}

interface Head {
  readonly sequence: number;
  readonly latestRecordedAt: number;
}

async function readHead(session: WriteSession): Promise<Head> {
  const query = session.tables
    .selectFrom("shard_head")
    .select(["sequence", "latest_recorded_at"])
    .where("shard", "=", ONLY_SHARD);
  const [row] = await session.rows(query);
  if (row === undefined) throw new Error("The ledger has no head: the directory holds no ledger of Purser.");
  return { sequence: row.sequence, latestRecordedAt: row.latest_recorded_at };
}

async function takenKeys(
  session: WriteSession,
  transaction: PackedTransaction,
  taken: readonly number[],
): Promise<PackedTaken[]> {
  const keys: PackedTaken[] = [];
  for (const claim of taken) {
    const { content, first, count } = await session.key(transaction.claims, claim);
    const entries = session.tables
      .selectFrom("ledger_entry")
      .select(ENTRY_COLUMNS)
      .where("sequence", ">=", first)
      .where("sequence", "<", first + count)
      .orderBy("sequence");
    keys.push({ claim, content: hexOf(content), entries: packRows(await session.arrays<EntryRow>(entries)) });
  }
  return keys;
}

async function refusedMove(
  session: WriteSession,
  transaction: PackedTransaction,
  move: number,
): Promise<PackedOutcome> {
  const key = transaction.moves.slice(move * MOVE_NUMBERS, move * MOVE_NUMBERS + KEY_NUMBERS);
  // Those of before the transaction: what it has moved is undone with it.
  return { kind: "refused", move, amounts: amountsAt(await session.counters(key), 0) };
}

/** Marks stand about this many entries apart. */
const MARK_DISTANCE = 1_000;

async function appendEntries(session: WriteSession, transaction: PackedTransaction, head: Head): Promise<void> {
  const { entries, firstEntries } = transaction;
  await session.append(entries, head.sequence);
  const last = head.sequence + entryCount(entries);
  const { byCustomer, latest } = recordingTimes(entries, head.latestRecordedAt);
  await session.mark(
    Float64Array.from([...byCustomer].flat()),
    firstEntries.map((value, index) => (index % 2 === 0 ? value : head.sequence + 1 + value)),
  );
  if (Math.floor(last / MARK_DISTANCE) > Math.floor(head.sequence / MARK_DISTANCE)) {
    await session.run("insert into ledger_mark (sequence, latest_recorded_at) values (?, ?)", [last, latest]);
  }
  await session.run("update shard_head set sequence = ?, latest_recorded_at = ? where shard = ?", [
    last,
    latest,
    ONLY_SHARD,
  ]);
}

function recordingTimes(
  { numbers }: PackedEntries,
  before: number,
): { readonly byCustomer: Map<number, number>; readonly latest: number } {
  const byCustomer = new Map<number, number>();
  let latest = before;
  for (let offset = 0; offset < numbers.length; offset += ENTRY_NUMBERS) {
    const at = numbers[offset + RECORDED_AT] ?? 0;
    const customer = numbers[offset + CUSTOMER] ?? 0;
    byCustomer.set(customer, Math.max(byCustomer.get(customer) ?? at, at));
    latest = Math.max(latest, at);
  }
  return { byCustomer, latest };
}

async function writeDenials(session: WriteSession, { denials }: PackedTransaction): Promise<void> {
  for (const denial of denials) {
    await session.run(
      `insert into denial_record
         (customer, entity, assignment, period_start, capability, count, first_at, last_at, recent)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (customer, entity, assignment, period_start) do update set
         count = excluded.count, first_at = excluded.first_at, last_at = excluded.last_at, recent = excluded.recent`,
      [
        denial.customer,
        denial.entity,
        denial.assignment,
        startToColumn(denial.periodStart),
        denial.capability,
        denial.count,
        denial.firstAt,
        denial.lastAt,
        JSON.stringify(denial.recent),
      ],
    );
  }
}
