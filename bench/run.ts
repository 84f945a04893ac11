// `npm run bench`: measures the figures of page 4 one after the other, prints a line for each and writes them as JSON.
import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareWith } from "./beside.ts";
import { type Figure, formatFigure, holds } from "./figure.ts";
import { FIGURES } from "./figures.ts";
import { count, type Mode, sentence } from "./mode.ts";
import { otherWork } from "./other-work.ts";

const USAGE = `npm run bench -- [--short] [--only F1,F2] [--trace calls.csv] [--work directory]
  --short  at most three minutes, smaller sizes, which the notes name
  --only   these figures alone (${FIGURES.map(({ id }) => id).join(", ")})
  --trace  CSV of LLM calls (TIMESTAMP,ContextTokens,GeneratedTokens) for F16; also PURSER_TRACE
  --work   keeps its data sets in this directory, for the next run
  --beside another checkout, installed: the check in process of both in turn, and nothing else`;

/** Beyond it the machine was not ours, and a figure says so. */
const OTHERS_MOST = 0.05;

const { values: flags } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string" },
    trace: { type: "string" },
    work: { type: "string" },
    beside: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

async function run(): Promise<void> {
  const wanted = flags.only?.split(",") ?? FIGURES.map(({ id }) => id);
  const unknown = wanted.find((id) => FIGURES.every((figure) => figure.id !== id));
  if (unknown !== undefined) throw new Error(`There is no figure ${unknown}.\n${USAGE}`);
  if (flags.work !== undefined) mkdirSync(flags.work, { recursive: true });
  const work = flags.work ?? mkdtempSync(join(tmpdir(), "purser-bench-"));
  const trace = flags.trace ?? process.env.PURSER_TRACE ?? null;
  const mode: Mode = { isShort: flags.short, work, trace };
  const figures: Figure[] = [];
  const start = performance.now();
  try {
    for (const { id } of FIGURES) {
      if (!wanted.includes(id)) continue;
      const others = otherWork();
      const measured = (await measureApart(id, mode)).map((figure) => withOthers(figure, others()));
      removeCopies(work);
      figures.push(...measured);
      for (const figure of measured) process.stdout.write(`${formatFigure(figure)}\n`);
    }
  } finally {
    if (flags.work === undefined) rmSync(work, { recursive: true, force: true });
  }
  report(figures, (performance.now() - start) / 1_000);
}

/** Data sets stay for the next figure, what one figure wrote to does not. */
function removeCopies(work: string): void {
  for (const name of readdirSync(work)) {
    if (/^(copy|trace)-/.test(name)) rmSync(join(work, name), { recursive: true, force: true });
  }
}

const withOthers = (figure: Figure, share: number): Figure =>
  share <= OTHERS_MOST
    ? figure
    : { ...figure, note: sentence(figure.note, `DISTURBED: others took ${count(share * 100)} % of the machine`) };

/** A process of its own: no figure meets the heap or the compiled code of another. */
function measureApart(id: string, mode: Mode): Promise<readonly Figure[]> {
  const args = [id, JSON.stringify(mode)];
  const child = fork(new URL("./figure-process.ts", import.meta.url), args, { execArgv: ["--expose-gc"] });
  return new Promise((resolve) => {
    let figures: readonly Figure[] | null = null;
    child.on("message", (message) => {
      figures = message as readonly Figure[];
    });
    child.on("exit", () => resolve((figures ?? [broken(id)]).map(withNumber)));
  });
}

const broken = (id: string): Figure => ({
  id,
  name: "could not be measured",
  value: Number.NaN,
  unit: "",
  target: null,
  note: "its process ended early; see above",
});

/** JSON has no NaN, and makes it null. */
const withNumber = (figure: Figure): Figure => ({ ...figure, value: figure.value ?? Number.NaN });

function report(figures: readonly Figure[], seconds: number): void {
  const results = join(import.meta.dirname, "results");
  mkdirSync(results, { recursive: true });
  const judged = figures.map((figure) => ({ ...figure, holds: holds(figure) }));
  const machine = { processor: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version };
  const at = new Date().toISOString();
  const mode = flags.short ? "short" : "full";
  const file = join(results, `${at.replaceAll(":", "-")}-${mode}.json`);
  writeFileSync(file, `${JSON.stringify({ at, mode, seconds, machine, figures: judged }, null, 2)}\n`);
  const held = judged.filter((figure) => figure.holds === true).length;
  const missed = judged.filter((figure) => figure.holds === false).length;
  process.stdout.write(`${held} hold, ${missed} are missed; ${seconds.toFixed(0)} s, written to bench/results.\n`);
}

if (flags.help) process.stdout.write(`${USAGE}\n`);
else if (flags.beside !== undefined) await compareWith(flags.beside);
else await run();
