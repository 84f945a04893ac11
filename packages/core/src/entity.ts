// An entity: one governed instance, with its place in the hierarchy by parent number (R3, R5).

export interface Entity {
  readonly number: number;
  readonly customer: number;
  readonly id: string;
  readonly type: number;
  readonly displayName: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Number of the parent, 0 for a root. */
  readonly parent: number;
  readonly archivedAt: number | null;
  /** Which archive request took it, so that a cascading unarchive brings back exactly what went together; 0 when active. */
  readonly archiveOperation: number;
  /** Came into being by being named (R6); such entities count towards the environment's provision limit. */
  readonly isProvisioned: boolean;
  readonly version: number;
  readonly createdAt: number;
}
