// Acme, the demo's customer: departments, teams, 500 people in three offices, their agents, four models.
import { chanceOf } from "./chance.ts";
import { personOf } from "./people.ts";
import { OFFICES, type Office } from "./rhythm.ts";

export const DEMO_CUSTOMER = "acme";
export const ROOT = "acme-corp";
/** A team of two agents that only the newcomer calls: small figures that stand still. */
export const LAB = "agent-lab";
const PEOPLE = 500;
const AGENTS_OF_PEOPLE = 36;

export interface Member {
  readonly id: string;
  readonly entityTypeId: "org" | "department" | "team" | "user" | "agent" | "model";
  readonly parentId: string | null;
  readonly displayName: string;
}

/** Somebody who calls: a person from an office, or an agent that never sleeps (no office). */
export interface Caller {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly office: Office | null;
  /** How much they use, around 1. */
  readonly weight: number;
}

const DEPARTMENTS: readonly (readonly [id: string, displayName: string, teams: readonly string[]])[] = [
  ["rnd", "Research & Development", ["Platform", "Mobile", "Data", "Quality", "Security"]],
  ["support", "Customer Support", ["Customer Care", "Escalations", "Onboarding", "Field Service"]],
  ["sales", "Sales", ["Sales Europe", "Sales Americas", "Sales Asia", "Partners"]],
  ["marketing", "Marketing", ["Content", "Events", "Growth"]],
  ["finance", "Finance", ["Accounting", "Controlling", "Procurement", "Treasury"]],
  ["legal", "Legal & People", ["Contracts", "Compliance", "Recruiting"]],
];
const TEAM_AGENTS: readonly (readonly [id: string, displayName: string, team: string])[] = [
  ["drafter", "Drafter", LAB],
  ["reviewer", "Reviewer", LAB],
  ["crawler", "Web Crawler", "team-data"],
  ["triage", "Ticket Triage", "team-customer-care"],
  ["translator", "Translator", "team-content"],
  ["forecaster", "Cash Forecaster", "team-treasury"],
];
export const MODELS = ["atlas-large", "atlas-small", "quill-code", "echo-voice"] as const;

export interface Organisation {
  readonly members: readonly Member[];
  readonly callers: readonly Caller[];
}

export function organisation(): Organisation {
  const chance = chanceOf(7);
  const members: Member[] = [{ id: ROOT, entityTypeId: "org", parentId: null, displayName: "Acme Corporation" }];
  const teams: string[] = [];
  for (const [department, displayName, names] of DEPARTMENTS) {
    members.push({ id: department, entityTypeId: "department", parentId: ROOT, displayName });
    for (const name of names) {
      const id = `team-${name.toLowerCase().replaceAll(" ", "-")}`;
      teams.push(id);
      members.push({ id, entityTypeId: "team", parentId: department, displayName: name });
    }
  }
  members.push({ id: LAB, entityTypeId: "team", parentId: "rnd", displayName: "Agent Lab" });
  for (const id of MODELS) members.push({ id, entityTypeId: "model", parentId: null, displayName: modelName(id) });
  const callers: Caller[] = [];
  for (const [id, displayName, parentId] of TEAM_AGENTS) {
    members.push({ id, entityTypeId: "agent", parentId, displayName });
    if (parentId !== LAB) callers.push({ dimensions: { agentId: id }, office: null, weight: 1 });
  }
  for (let index = 0; index < PEOPLE; index += 1) {
    const { id, displayName } = personOf(index);
    const office = OFFICES[index % OFFICES.length] ?? OFFICES[0];
    // Teams are of different size, as they are.
    const parentId = teams[Math.floor(chance.next() ** 1.3 * teams.length)] ?? ROOT;
    members.push({ id, entityTypeId: "user", parentId, displayName });
    callers.push({ dimensions: { userId: id }, office, weight: chance.spread() });
    if (index >= AGENTS_OF_PEOPLE) continue;
    const agent = `${id}-assistant`;
    members.push({ id: agent, entityTypeId: "agent", parentId: id, displayName: `${displayName}'s assistant` });
    callers.push({ dimensions: { agentId: agent }, office, weight: chance.spread() });
  }
  return { members, callers };
}

const modelName = (id: string): string =>
  id.replaceAll(/(^|-)(\w)/g, (_, dash: string, letter: string) => (dash === "" ? "" : " ") + letter.toUpperCase());
