// Routes of the catalog: entity types, capabilities, customers, entities and assignments (page 5).
import { z } from "zod";
import {
  assignmentAnswer,
  assignmentPath,
  customerEntityTypePath,
  entityTypePath,
  listAssignmentsQuery,
  putDefaultAssignmentsBody,
  upsertAssignmentsBody,
  upsertedAssignments,
} from "./assignment.ts";
import { capabilityAnswer, upsertCapabilitiesBody } from "./capability.ts";
import { customerAnswer, customerPath, listCustomersQuery, upsertCustomersBody } from "./customer.ts";
import { archiveEntitiesBody, entityAnswer, entityPath, listEntitiesQuery, upsertEntitiesBody } from "./entity.ts";
import { entityTypeAnswer, idsBody, upsertEntityTypesBody } from "./entity-type.ts";
import { archivedOf, dataOf, pageOf, pageQuery } from "./page.ts";
import { noAnswer, route } from "./route.ts";
import { booleanQuery } from "./wire-text.ts";

const nothing = z.strictObject({});
const pageOnly = z.strictObject(pageQuery);
const typesQuery = z.strictObject({ ...pageQuery, includeArchived: booleanQuery.optional() });
const ofCustomer = "/v1/customers/{customerId}";
const ofTypeDefaults = "/entity-types/{id}/default-assignments";

export const CATALOG_ROUTES = {
  upsertEntityTypes: route("PUT /v1/entity-types", "full", {
    summary: "Make or change entity types",
    takes: { body: upsertEntityTypesBody },
    answers: dataOf(entityTypeAnswer),
  }),
  listEntityTypes: route("GET /v1/entity-types", "read", {
    summary: "List entity types",
    takes: { query: typesQuery },
    answers: pageOf(entityTypeAnswer),
  }),
  archiveEntityTypes: route("POST /v1/entity-types/archive", "full", {
    summary: "Archive entity types that no active entity has",
    takes: { body: idsBody },
    answers: archivedOf(entityTypeAnswer),
  }),
  unarchiveEntityTypes: route("POST /v1/entity-types/unarchive", "full", {
    summary: "Bring archived entity types back",
    takes: { body: idsBody },
    answers: dataOf(entityTypeAnswer),
  }),
  putDefaultAssignments: route(`PUT /v1${ofTypeDefaults}`, "full", {
    summary: "Replace the defaults of an entity type",
    takes: { path: entityTypePath, body: putDefaultAssignmentsBody },
    answers: dataOf(assignmentAnswer),
  }),
  getDefaultAssignments: route(`GET /v1${ofTypeDefaults}`, "read", {
    summary: "The defaults of an entity type",
    takes: { path: entityTypePath },
    answers: dataOf(assignmentAnswer),
  }),
  putCustomerDefaultAssignments: route(`PUT ${ofCustomer}${ofTypeDefaults}`, "full", {
    summary: "Replace the defaults of an entity type at one customer",
    takes: { path: customerEntityTypePath, body: putDefaultAssignmentsBody },
    answers: dataOf(assignmentAnswer),
  }),
  getCustomerDefaultAssignments: route(`GET ${ofCustomer}${ofTypeDefaults}`, "read", {
    summary: "The defaults of an entity type at one customer",
    takes: { path: customerEntityTypePath },
    answers: dataOf(assignmentAnswer),
  }),
  upsertCapabilities: route("PUT /v1/capabilities", "full", {
    summary: "Make or change capabilities",
    takes: { body: upsertCapabilitiesBody },
    answers: dataOf(capabilityAnswer),
  }),
  listCapabilities: route("GET /v1/capabilities", "read", {
    summary: "List capabilities",
    takes: { query: pageOnly },
    answers: pageOf(capabilityAnswer),
  }),
  upsertCustomers: route("PUT /v1/customers", "full", {
    summary: "Make or change customers",
    takes: { body: upsertCustomersBody },
    answers: dataOf(customerAnswer),
  }),
  listCustomers: route("GET /v1/customers", "read", {
    summary: "List customers",
    takes: { query: listCustomersQuery },
    answers: pageOf(customerAnswer),
  }),
  getCustomer: route(`GET ${ofCustomer}`, "read", {
    summary: "One customer",
    takes: { path: customerPath },
    answers: customerAnswer,
  }),
  archiveCustomer: route(`POST ${ofCustomer}/archive`, "full", {
    summary: "Archive a customer: its usage is still counted, all else is refused",
    takes: { path: customerPath, body: nothing },
    answers: customerAnswer,
  }),
  unarchiveCustomer: route(`POST ${ofCustomer}/unarchive`, "full", {
    summary: "Bring an archived customer back",
    takes: { path: customerPath, body: nothing },
    answers: customerAnswer,
  }),
  upsertEntities: route(`PUT ${ofCustomer}/entities`, "full", {
    summary: "Make, change or move entities",
    takes: { path: customerPath, body: upsertEntitiesBody },
    answers: dataOf(entityAnswer),
  }),
  listEntities: route(`GET ${ofCustomer}/entities`, "read", {
    summary: "List entities",
    takes: { path: customerPath, query: listEntitiesQuery },
    answers: pageOf(entityAnswer),
  }),
  getEntity: route(`GET ${ofCustomer}/entities/{entityId}`, "read", {
    summary: "One entity",
    takes: { path: entityPath },
    answers: entityAnswer,
  }),
  erasePersonalData: route(`DELETE ${ofCustomer}/entities/{entityId}/personal-data`, "full", {
    summary: "Erase an entity's id, name and metadata everywhere; totals stay",
    takes: { path: entityPath },
    answers: noAnswer,
  }),
  archiveEntities: route(`POST ${ofCustomer}/entities/archive`, "full", {
    summary: "Archive entities; their assignments fall asleep",
    takes: { path: customerPath, body: archiveEntitiesBody },
    answers: archivedOf(entityAnswer),
  }),
  unarchiveEntities: route(`POST ${ofCustomer}/entities/unarchive`, "full", {
    summary: "Bring archived entities back; their assignments wake",
    takes: { path: customerPath, body: archiveEntitiesBody },
    answers: dataOf(entityAnswer),
  }),
  upsertAssignments: route(`PUT ${ofCustomer}/assignments`, "full", {
    summary: "Make, change or delete assignments in one atomic step",
    takes: { path: customerPath, body: upsertAssignmentsBody },
    answers: upsertedAssignments,
  }),
  listAssignments: route(`GET ${ofCustomer}/assignments`, "read", {
    summary: "List assignments",
    takes: { path: customerPath, query: listAssignmentsQuery },
    answers: pageOf(assignmentAnswer),
  }),
  deleteAssignment: route(`DELETE ${ofCustomer}/assignments/{assignmentId}`, "full", {
    summary: "Delete an assignment",
    takes: { path: assignmentPath },
    answers: noAnswer,
  }),
};
