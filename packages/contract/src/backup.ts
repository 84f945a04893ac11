// Backups on the wire (pages 3 and 5).
import { z } from "zod";

export const backupAnswer = z
  .strictObject({
    name: z.string().describe("Its directory below `backups` in the data directory; names sort by time"),
    position: z.string().describe("Everything up to here is in it"),
    bytes: z.int(),
  })
  .meta({ id: "Backup" });
