// Faults of limit requests: they are decided twice or otherwise than asked, or by who doesn't see them.
import type { FaultTable } from "./faults.ts";

export const limitRequestFaults: FaultTable = {
  contract: {
    exception: {
      "an approval gives a limit and an amount": [
        "usageLimit === undefined || amount === undefined, {",
        "usageLimit !== null || amount !== null, {",
      ],
      "a denial needs no comment": [
        "denyBody = z.strictObject({ comment: reasonSchema })",
        "denyBody = z.strictObject({ comment: reasonSchema.default('-') })",
      ],
    },
    "exception-routes": {
      "whoever may look may ask": [
        '{ key: "full", token: "requestLimits" }',
        '{ key: "full", token: "viewGovernance" }',
      ],
      "whoever may ask may approve": [
        '/approve`,\n    { key: "full", token: "decideLimitRequests" }',
        '/approve`,\n    { key: "full", token: "requestLimits" }',
      ],
    },
  },
  core: {
    "exception-request": {
      "a token asks for any entity": [" || !isInSubtree(snapshot.entities, roots, entity)", ""],
      "a token learns what a scope may name": [
        "if (isFault(scope)) return roots === null ? bare(scope) : notGoverned();",
        "if (isFault(scope)) return bare(scope);",
      ],
      "the limit of who is archived is raised": [
        "if ([key.entity, ...key.scope].some((entity) => entities.isArchived(entity))) return null;",
        "",
      ],
      "what was over is approved": ["(effective > now && effective > from)", "effective > 0"],
    },
    "entity-erasure": {
      "requests and exceptions keep the id of an erased person": [
        "if (!fields.some(isSpelled)) return null;",
        "if (fields.length > 0) return null;",
      ],
    },
    snapshot: {
      "what an erased person asked for is forgotten after a restart only": [
        "if (erased !== null) this.#applyLimitRequest(erased);",
        "",
      ],
    },
    "carry-along": {
      "an assignment with another key leaves its requests behind": [
        "...snapshot.limitRequests.flatMap((row): CatalogChange[] =>\n      row === undefined ||",
        "...snapshot.limitRequests.flatMap((row): CatalogChange[] =>\n      row === undefined || row.number > 0 ||",
      ],
    },
  },
  "store-memory": {
    "erased-rows": {
      "history still tells what an erased person asked for": [
        'if (change.kind === "exception" || change.kind === "limitRequest") {',
        'if (change.kind === "exception") {',
      ],
    },
  },
  service: {
    "list-audit-log": {
      "history knows an exception by another's id": [
        'if (change.kind === "exception") return exceptionId(row.number);',
        "",
      ],
    },
    "catalog-turn": {
      "a token learns what stands above its part": [
        "if (token === undefined) return fault(code, detail);",
        "if (token !== null) return fault(code, detail);",
      ],
    },
    "manage/create-exception": {
      "requests and exceptions share their keys": [
        "if (archived !== null) throw problemOf(archived);",
        'if (customer.limitRequests.has(input.idempotencyKey)) throw otherContent("limit request");\n      if (archived !== null) throw problemOf(archived);',
      ],
    },
    "manage/file-limit-request": {
      "under one key any request is told as the first": [
        "if (known?.content === content) {",
        "if (known !== undefined) {",
      ],
      "one key files any number of requests": ["customer.limitRequests.get(input.idempotencyKey) ?? 0", "0"],
      "what can't be approved can be asked for": [
        "untilOf(engine, customer, { key, from: input.from ?? now, until: input.until });",
        "",
      ],
      "the end that is asked for is forgotten": [
        'until: input.until === undefined ? "periodEnd" : input.until,',
        'until: "periodEnd",',
      ],
      "nobody is told who asks": ["subject: caller.token?.subject ?? null", "subject: null"],
      "a request is approved as it is filed": ['state: "pending"', 'state: "approved"'],
    },
    "manage/approve-limit-request": {
      "whoever approves can't change the amount": ["raise: raise ?? request,", "raise: request,"],
      "an approval changes what was asked for": [
        "...request,\n        state:",
        "...request,\n        ...raise,\n        state:",
      ],
      "whoever approves can't change the end": [
        "until: until === undefined ? askedUntil(request) : until,",
        "until: askedUntil(request),",
      ],
      "what is approved counts since it was filed": [
        "from: request.from ?? undefined",
        "from: request.from ?? request.createdAt",
      ],
      "the begin that is asked for is forgotten": ["from: request.from ?? undefined", "from: undefined"],
      "what is approved has no end": [
        'until === "periodEnd" ? undefined : until',
        'until === "periodEnd" ? null : until',
      ],
      "nobody is told who approved": ["decidedBy: caller.actor", "decidedBy: request.subject"],
      "the request doesn't tell its exception": ["exception: exception.number,", ""],
    },
    "manage/deny-limit-request": {
      "a denial leaves the request open": ['state: "denied"', 'state: "pending"'],
      "nobody is told why a request was denied": ["comment,\n        decidedBy", "comment: null,\n        decidedBy"],
    },
    "manage/decide-limit-request": {
      "another decision is told as the first": ["isDecided && request.decisionContent !== content", "false"],
      "a request is approved twice": ["isDuplicate: isDecided", "isDuplicate: false"],
      "a token decides what is asked for anywhere": [
        " || !isInSubtree(engine.snapshot.entities, roots, request.entity)",
        "",
      ],
    },
    "manage/list-limit-requests": {
      "a token sees the requests of all": [" && isInSubtree(engine.snapshot.entities, roots, row.entity)", ""],
      "requests of everybody are listed": ["row.entity === (entity ?? row.entity) &&", ""],
      "requests of all capabilities are listed": ["row.capability === (capability ?? row.capability) &&", ""],
      "requests of any state are listed": [" &&\n      row.state === (input.state ?? row.state)", ""],
    },
  },
};
