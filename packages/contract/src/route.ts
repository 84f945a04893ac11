// One route: its method, path and permission, and the schemas of what it takes and answers.
import { z } from "zod";

/** What a key must be allowed: `read` keys GET and check, `full` keys all but what is `root`'s alone (R45). */
export type Permission = "read" | "full" | "root";

interface Parts {
  readonly path?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
}

/** Answered with 204 and no body. */
export const noAnswer = z.null();

type Method = "GET" | "PUT" | "POST" | "DELETE";

export function route<const At extends `${Method} /${string}`, const Given extends Parts, Answered extends z.ZodType>(
  at: At,
  permission: Permission,
  told: { readonly summary: string; readonly takes: Given; readonly answers: Answered },
) {
  const [method = "GET", template = ""] = at.split(" ");
  return { method: method as Method, template, permission, ...told };
}
