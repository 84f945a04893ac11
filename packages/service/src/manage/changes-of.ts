// Changes of a judged batch: what core refuses is thrown as one problem that names every fault (R4).
import { type CatalogChange, isRefused, type JudgedBatch } from "@purser/core";
import { problemOfAll } from "../problem-error.ts";

export function changesOf(batch: JudgedBatch): readonly CatalogChange[] {
  if (isRefused(batch)) throw problemOfAll(batch);
  return batch;
}
