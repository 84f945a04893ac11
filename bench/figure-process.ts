// One figure in a process of its own: measures the one that the first argument names and sends it to the runner.
import { FIGURES } from "./figures.ts";
import type { Mode } from "./mode.ts";
import { pinSelf } from "./process.ts";

const [wanted, mode = ""] = process.argv.slice(2);
const figure = FIGURES.find(({ id }) => id === wanted);
if (figure === undefined) throw new Error(`There is no figure ${wanted}.`);
process.once("SIGTERM", () => process.exit(1));
if (figure.isPinned) pinSelf(0);
const { measure } = await figure.load();
process.send?.(await measure(JSON.parse(mode) as Mode), () => process.exit(0));
