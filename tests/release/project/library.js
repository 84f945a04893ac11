// A stranger's program with the library: two checks, a refusal and a backup in its own process.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPurser, ProblemError } from "purser";

const data = mkdtempSync(join(tmpdir(), "purser-library-"));
const purser = await openPurser({ data });
try {
  await purser.upsertEntityTypes({ entityTypes: [{ id: "user", displayName: "User", attributionKeys: ["userId"] }] });
  await purser.upsertCapabilities({ capabilities: [{ id: "tokens", kind: "feature", displayName: "Tokens" }] });
  await purser.upsertEntities({ customerId: "acme", entities: [{ id: "ada", entityTypeId: "user" }] });
  const assignments = [{ entityId: "ada", capabilityId: "tokens", cadence: "P1M", usageLimit: 10 }];
  await purser.upsertAssignments({ customerId: "acme", assignments });
  const asked = { customerId: "acme", capabilityId: "tokens", dimensions: { userId: "ada" } };
  await purser.ingest({ events: [{ ...asked, amount: 4, idempotencyKey: "one" }] });
  await purser.ingest({ events: [{ ...asked, dimensions: {}, amount: 1, idempotencyKey: "of-nobody" }] });
  const granted = (await purser.check({ ...asked, requestedUsage: 6 })).isGranted;
  const denied = (await purser.check({ ...asked, requestedUsage: 7 })).isGranted;
  const refused = await purser.check({ ...asked, capabilityId: "none" }).catch((error) => {
    return error instanceof ProblemError ? error.code : String(error);
  });
  const { position } = await purser.createBackup();
  console.log(JSON.stringify({ node: process.version, granted, denied, refused, position }));
} finally {
  await purser.close();
  rmSync(data, { recursive: true, force: true });
}
