// The OpenAPI document is what was agreed: a change of the wire shows as a change of the golden file (vitest -u writes it).
import { expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";
import { CONSOLE_PERMISSIONS } from "./permission.ts";
import { ROUTES } from "./routes.ts";

test("equals the golden file", async () => {
  await expect(`${JSON.stringify(openApiDocument("golden"), null, 2)}\n`).toMatchFileSnapshot("./openapi.golden.json");
});

test("every reference leads to a schema that says something, and every route is told of", () => {
  const document = openApiDocument("golden") as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, object>> };
  };
  for (const schema of Object.values(document.components.schemas)) expect(schema).not.toHaveProperty("$ref");
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  for (const name of references) expect(document.components.schemas).toHaveProperty(name ?? "");
  for (const { method, template } of Object.values(ROUTES)) {
    expect(document.paths[template]).toHaveProperty(method.toLowerCase());
  }
});

test("every route declares the permission that it needs", () => {
  const tokens = [null, ...CONSOLE_PERMISSIONS];
  for (const { permission } of Object.values(ROUTES)) {
    expect(["read", "full", "root"]).toContain(permission.key);
    expect(tokens).toContain(permission.token);
  }
});

test("every permission of console tokens opens a route, and a route that takes them says so", () => {
  const opened = Object.values(ROUTES).filter(({ permission }) => permission.token !== null);
  expect(new Set(opened.map(({ permission }) => permission.token))).toEqual(new Set(CONSOLE_PERMISSIONS));
  const paths = openApiDocument("golden").paths as Readonly<Record<string, Readonly<Record<string, object>>>>;
  for (const { method, template } of opened) {
    expect(paths[template]?.[method.toLowerCase()]).toMatchObject({
      security: expect.arrayContaining([{ consoleToken: [] }]),
    });
  }
});
