// The raw scan: reads every row that a start needs, column by column as the database gives them, and prints the milliseconds.
import { DatabaseSync } from "node:sqlite";

const TABLES = ["environment", "entity_type", "capability", "customer", "entity", "assignment", "counter"];

const start = performance.now();
const database = new DatabaseSync(process.argv[2] ?? "", { readOnly: true });
database.exec("pragma cache_size = -65536");
let rows = 0;
for (const table of TABLES) {
  const statement = database.prepare(`select * from ${table}`);
  statement.setReturnArrays(true);
  for (const row of statement.iterate() as Iterable<unknown>) if (row !== null) rows += 1;
}
process.stdout.write(`${JSON.stringify({ readyMs: performance.now() - start, rows })}\n`);
