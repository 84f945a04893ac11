// Ids for tests: counted instead of drawn, so that a run can be repeated.
import { hash } from "node:crypto";
import type { Ids } from "@purser/service";

const DIGEST_HEX_CHARACTERS = 32;

export function testIds(): Ids {
  let made = 0;
  return {
    random: (bytes) => {
      made += 1;
      return hash("sha256", `made ${made}`, "base64url").slice(0, Math.ceil((bytes * 4) / 3));
    },
    digest: (text) => hash("sha256", text, "hex").slice(0, DIGEST_HEX_CHARACTERS),
  };
}
