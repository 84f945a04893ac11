// A document's fenced blocks in their order: what is to be run, the files that it names, and what it says will come out.

export interface Block {
  /** Line of the document on which the block's first line stands. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** One step of a document: a script, with the output that the document shows for it, if it shows one. */
export interface Step {
  readonly script: Block;
  readonly shown: Block | null;
}

const FENCE = /^```(\S*)\s*$/;
const RUN = new Set(["sh", "ts"]);
/** A block of these right after a script shows its output. */
const SHOWN = new Set(["json", "text"]);

export function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; language: string; lines: string[] } | null = null;
  for (const [index, line] of document.split("\n").entries()) {
    const fence = FENCE.exec(line);
    if (open === null) {
      if (fence !== null) open = { line: index + 2, language: fence[1] ?? "", lines: [] };
    } else if (fence !== null) {
      blocks.push({ line: open.line, language: open.language, text: open.lines.join("\n") });
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  return blocks;
}

/** Scripts with what is shown for them; a `yaml` block whose first line is `# name.yaml` writes that file. */
export function stepsOf(blocks: readonly Block[]): Step[] {
  const steps: Step[] = [];
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    const shown = next !== undefined && SHOWN.has(next.language) ? next : null;
    if (RUN.has(block.language)) steps.push({ script: block, shown });
    const file = block.language === "yaml" ? /^# (\S+\.yaml)$/m.exec(block.text)?.[1] : undefined;
    if (file !== undefined) {
      steps.push({
        script: { ...block, language: "sh", text: `cat > ${file} <<'END OF FILE'\n${block.text}\nEND OF FILE` },
        shown: null,
      });
    }
  }
  return steps;
}
