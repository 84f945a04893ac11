// `purser doctor`: is all well with the server, or with a directory at rest? Exit 1 when something has to be done now.
import { defineCommand } from "citty";
import { addressOf, connectionArguments } from "../connection.ts";
import { diagnose, type Finding } from "../diagnosis.ts";
import { factsOfDirectory, factsOfServer } from "../diagnosis-facts.ts";
import { EXIT, print, printJson, reportError } from "../terminal.ts";

export const doctor = defineCommand({
  meta: { name: "doctor", description: "Look at clock, disk, growth, counters, backups and configuration" },
  args: {
    ...connectionArguments,
    data: { type: "string", description: "Look at this directory, which no server may hold" },
  },
  run: async ({ args }) => {
    try {
      const facts = args.data === undefined ? await factsOfServer(addressOf(args)) : await factsOfDirectory(args.data);
      const findings = diagnose(facts);
      if (args.json) printJson({ facts, findings });
      else for (const finding of findings) print(tell(finding));
      process.exitCode = findings.some(({ level }) => level === "problem") ? EXIT.unwell : EXIT.ok;
    } catch (error) {
      process.exitCode = reportError(error);
    }
  },
});

const MARKS = { well: "ok", warning: "warning", problem: "PROBLEM" } as const;
const MARK_WIDTH = 9;
const ABOUT_WIDTH = 15;

const tell = ({ about, level, text }: Finding): string =>
  `${MARKS[level].padEnd(MARK_WIDTH)}${about.padEnd(ABOUT_WIDTH)}${text}`;
