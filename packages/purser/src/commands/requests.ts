// `purser requests`: lists limit requests and decides them.
import { defineCommand } from "citty";
import { connect, connectionArguments } from "../connection.ts";
import { allPages } from "../page-reading.ts";
import { endText, raiseArguments, raiseOf, raiseText } from "../raise-words.ts";
import { SettingsError } from "../settings.ts";
import { guarded, print, printJson } from "../terminal.ts";

const STATES = ["pending", "approved", "denied"] as const;
type State = (typeof STATES)[number];
type LimitRequest = Awaited<ReturnType<ReturnType<typeof connect>["fileLimitRequest"]>>;

const customer = { type: "positional", description: "Customer id", required: true } as const;
const id = { type: "positional", description: "Limit request id", required: true } as const;

const list = defineCommand({
  meta: { name: "list", description: "List limit requests, newest first: purser requests list acme --state pending" },
  args: {
    ...connectionArguments,
    customer,
    entity: { type: "string", description: "Those of this entity only" },
    state: { type: "string", description: `${STATES.join(", ")} (default: all)` },
  },
  run: ({ args }) =>
    guarded(async () => {
      const state = stateOf(args.state);
      const asked = {
        customerId: args.customer,
        ...(args.entity === undefined ? {} : { entityId: args.entity }),
        ...(state === undefined ? {} : { state }),
      };
      const client = connect(args);
      const data = await allPages((page) => client.listLimitRequests({ ...asked, ...page }));
      if (args.json) return printJson({ data });
      for (const request of data) print(requestText(request));
    }),
});

const approve = defineCommand({
  meta: {
    name: "approve",
    description:
      "Approve a limit request, as asked or with another raise: purser requests approve acme lrq_3 --amount 20",
  },
  args: {
    ...connectionArguments,
    customer,
    id,
    ...raiseArguments,
    comment: { type: "string", description: "What whoever asked should know" },
  },
  run: ({ args }) =>
    guarded(async () => {
      const approved = await connect(args).approveLimitRequest({
        customerId: args.customer,
        limitRequestId: args.id,
        ...raiseOf(args),
        ...(args.comment === undefined ? {} : { comment: args.comment }),
      });
      if (args.json) printJson(approved);
      else print(`${approved.id} is approved: ${approved.exceptionId}.`);
    }),
});

const deny = defineCommand({
  meta: {
    name: "deny",
    description: 'Deny a limit request: purser requests deny acme lrq_3 --comment "Wait for April"',
  },
  args: { ...connectionArguments, customer, id, comment: { type: "string", description: "Why", required: true } },
  run: ({ args }) =>
    guarded(async () => {
      const of = { customerId: args.customer, limitRequestId: args.id };
      const denied = await connect(args).denyLimitRequest({ ...of, comment: args.comment });
      if (args.json) printJson(denied);
      else print(`${denied.id} is denied.`);
    }),
});

function stateOf(text: string | undefined): State | undefined {
  const state = STATES.find((one) => one === text);
  if (text === undefined || state !== undefined) return state;
  throw new SettingsError(`--state "${text}" is none: give ${STATES.join(", ")}.`);
}

function requestText(request: LimitRequest): string {
  const end = request.untilPeriodEnd ? "until its period ends" : endText(request.until);
  return raiseText(request, end, request.state);
}

export const requests = defineCommand({
  meta: { name: "requests", description: "List, approve and deny limit requests" },
  subCommands: { list, approve, deny },
});
