// One route: its method, path and permission, and the schemas of what it takes and answers.
import { z } from "zod";
import type { KeyPermission, Permission } from "./permission.ts";

interface Parts {
  readonly path?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
}

/** Answered with 204 and no body. */
export const noAnswer = z.null();

type Method = "GET" | "PUT" | "POST" | "DELETE";

/** `needs` names a key's permission alone where no console token is taken. */
export function route<const At extends `${Method} /${string}`, const Given extends Parts, Answered extends z.ZodType>(
  at: At,
  needs: KeyPermission | Permission,
  told: { readonly summary: string; readonly takes: Given; readonly answers: Answered },
) {
  const [method = "GET", template = ""] = at.split(" ");
  const permission: Permission = typeof needs === "string" ? { key: needs, token: null } : needs;
  return { method: method as Method, template, permission, ...told };
}
