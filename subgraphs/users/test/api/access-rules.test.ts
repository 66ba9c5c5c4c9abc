/** Access rules of the schema, each tried on the service itself; derived from the schema, so that new fields are covered too. */
import { readFileSync } from "node:fs";
import type { Viewer } from "@hansa/kit/identity";
import { respondTo, userWith } from "@hansa/kit/testing";
import {
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  Kind,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from "graphql";
import { expect, test } from "vitest";
import { administrator, createAccount, shop } from "../support/shop.ts";

const { definitions } = parse(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const customer = userWith("user_customer");

type RootField = { kind: "query" | "mutation"; field: FieldDefinitionNode };

function findRootFields(rule: string): RootField[] {
  const kinds = { Query: "query", Mutation: "mutation" } as const;
  return definitions.flatMap((definition): RootField[] => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const { value: name } = definition.name;
    if (name !== "Query" && name !== "Mutation") return [];
    const fields = (definition.fields ?? []).filter((field) => has(field, rule));
    return fields.map((field) => ({ kind: kinds[name], field }));
  });
}

function has(field: FieldDefinitionNode, rule: string): boolean {
  return (field.directives ?? []).some((directive) => directive.name.value === rule);
}

/** A valid call of the field, with arbitrary values. */
function callOf({ kind, field }: RootField): string {
  const required = (field.arguments ?? []).filter(({ type }) => type.kind === Kind.NON_NULL_TYPE);
  const given = required.map(({ name, type }) => `${name.value}: ${anyValue(type)}`);
  return `${kind} { entry: ${field.name.value}${given.length > 0 ? `(${given.join(", ")})` : ""} { __typename } }`;
}

function anyValue(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return anyValue(type.type);
  if (type.kind === Kind.LIST_TYPE) return "[]";
  const { value: name } = type.name;
  const values = definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === name,
  )?.values;
  if (values?.[0]) return values[0].name.value;
  if (name === "CountryCode") return `"DE"`;
  if (name === "Boolean") return "false";
  const input = definitions.find(
    (definition): definition is InputObjectTypeDefinitionNode =>
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && definition.name.value === name,
  );
  if (!input) return `"none"`;
  const required = (input.fields ?? []).filter((part) => part.type.kind === Kind.NON_NULL_TYPE);
  return `{${required.map((part) => `${part.name.value}: ${anyValue(part.type)}`).join(", ")}}`;
}

async function codeFor(server: RootField, viewer?: Viewer): Promise<unknown> {
  const s = await shop();
  const id = "user_administrator";
  await createAccount(s, { id, email: "boss@hansa.example", role: "ADMIN", passwordHash: "none" });
  const response = await s.query(callOf(server), {}, viewer);
  return response.errors?.[0]?.extensions?.code ?? (response.data?.entry === undefined ? "nothing" : "let in");
}

const named = (found: RootField[]) => found.map((server): [string, RootField] => [server.field.name.value, server]);
const office = findRootFields("requiresScopes");

test("the schema has root fields of all three kinds", () => {
  expect(office.map(({ field }) => field.name.value)).toEqual([
    ...["user", "users", "roles", "apiClient", "apiClients", "auditEntries", "usersIntegrity"],
    ...["guestErase", "apiClientCreate", "apiClientRevoke", "roleAssign"],
  ]);
  expect(findRootFields("authenticated")).toHaveLength(9);
  expect(findRootFields("public")).toHaveLength(8);
});

test.each(named(office))(
  "%s of the back office is closed to guests and customers, and open to its scope",
  async (_name, server) => {
    expect(await codeFor(server)).toBe("UNAUTHENTICATED");
    expect(await codeFor(server, customer)).toBe("FORBIDDEN");
    const scopes = (server.field.directives ?? [])
      .filter((directive) => directive.name.value === "requiresScopes")
      .flatMap((directive) => directive.arguments ?? [])
      .flatMap(({ value }) => valueFromASTUntyped(value));
    expect(scopes).toHaveLength(1);
    const all = ["apiclients:read", "apiclients:write", "audit:read", "users:erase", "users:read", "users:write"];
    const others = all.filter((scope) => !scopes.flat().includes(scope));
    expect(await codeFor(server, userWith("user_other", others))).toBe("FORBIDDEN");
    expect(await codeFor(server, administrator)).toBe("let in");
  },
);

test.each(named(findRootFields("authenticated")))("%s is closed to guests", async (_name, server) => {
  expect(await codeFor(server)).toBe("UNAUTHENTICATED");
});

test.each(named(findRootFields("public")))("%s is open to guests", async (_name, server) => {
  expect(await codeFor(server)).toBe("let in");
});

test.each(["{ _service { sdl } }", "{ __typename }", "{ _entities(representations: []) { __typename } }"])(
  "without the router's signature, %s gets 401 and nothing else",
  async (query) => {
    const { service } = await shop();
    const payload = JSON.stringify({ query });
    const headers = { "content-type": "application/json", authorization: "Bearer something" };
    const response = await respondTo(service.graph, { headers, payload });
    expect(response.status).toBe(401);
    expect(JSON.parse(response.text)).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: "UNAUTHENTICATED" } }],
    });
  },
);
