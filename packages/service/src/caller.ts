// The caller: on whose behalf an operation runs, as established at the door.
export interface Caller {
  /** Number of the environment that the key belongs to. */
  readonly environment: number;
  /** Who did it, for the audit log: `key:<id>`, `library`, `cli`. */
  readonly actor: string;
  readonly access: "read" | "full" | "root";
  /** Id of this request in answers, denials and logs. */
  readonly requestId: string;
}
