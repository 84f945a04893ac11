// Pages: how lists are asked for and answered (page 5).
import { z } from "zod";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "./limits.ts";
import { opaqueSchema, wholeNumberQuery } from "./wire-text.ts";

export const limitQuery = (most: number) =>
  wholeNumberQuery(1, most).optional().describe(`Rows to a page, ${PAGE_LIMIT_DEFAULT} when left out`);

export const pageQuery = {
  limit: limitQuery(PAGE_LIMIT_MAX),
  after: opaqueSchema.optional().describe("`pagination.next` of the page before"),
};

export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ data: z.array(row), pagination: z.strictObject({ next: z.string().nullable() }) });

export const dataOf = <Row extends z.ZodType>(row: Row) => z.strictObject({ data: z.array(row) });

/** Answered by archiving: the rows, and the assignments that fall asleep with them (R5). */
export const archivedOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ data: z.array(row), dormantAssignmentIds: z.array(z.string()) });
