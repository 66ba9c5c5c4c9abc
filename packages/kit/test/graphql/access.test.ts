/** Access: the rules of the SDL hold in front of every resolver, in any notation, and an entry point without a rule does not build. */
import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { assertEnforced, guardFields } from "../../src/graphql/field-guard.ts";
import type { Viewer } from "../../src/identity/identity.ts";
import { guest, userWith } from "../../testing/subgraph-client.ts";
import { askAs, build, head } from "../support/sdl.ts";

const customer = userWith("user_1");
const support = userWith("user_2", ["orders:read"], "SUPPORT");
const admin = userWith("user_3", ["orders:read", "orders:write"]);
const orders: Viewer = { kind: "service", name: "orders" };
const one = { Query: { secret: () => 1 } };
const open = { data: { secret: 1 }, refused: [] };
const signInFirst = { data: { secret: null }, refused: [["secret", "UNAUTHENTICATED"]] };
const notForYou = { data: { secret: null }, refused: [["secret", "FORBIDDEN"]] };

test("a signed-in viewer passes @authenticated; a guest is asked to sign in, and a service has no role", async () => {
  const { schema } = build(`${head()} type Query { secret: Int @authenticated }`, one);
  expect(await askAs(customer, schema, "{ secret }")).toEqual(open);
  expect(await askAs(guest, schema, "{ secret }")).toEqual(signInFirst);
  expect(await askAs(orders, schema, "{ secret }")).toEqual(notForYou);
});

test.each([
  [`[["orders:read", "orders:write"]]`, [guest, customer, support], [admin]],
  [`[["orders:write"], ["orders:read"]]`, [guest, customer, orders], [support, admin]],
  [`[["orders:delete"]]`, [guest, customer, support, admin], []],
  [`[["orders:read", "orders:delete"]]`, [support, admin], []],
  [`[[]]`, [guest, customer, support, admin], []],
  [`[]`, [guest, customer, support, admin], []],
])("scopes %s admit only holders of all scopes of one list", async (scopes, admitted, let_in) => {
  const { schema } = build(`${head()} type Query { secret: Int @requiresScopes(scopes: ${scopes}) }`, one);
  for (const viewer of admitted) expect((await askAs(viewer, schema, "{ secret }")).data).toEqual({ secret: null });
  for (const viewer of let_in) expect(await askAs(viewer, schema, "{ secret }")).toEqual(open);
});

test("an undefined policy admits no viewer, and every viewer who is not a customer is staff", async () => {
  const { schema } = build(`${head()} type Query { secret: Int @policy(policies: [["staff"]]) }`, one);
  expect(await askAs(support, schema, "{ secret }")).toEqual(open);
  expect(await askAs(customer, schema, "{ secret }")).toEqual(notForYou);
  const unknown = build(`${head()} type Query { secret: Int @policy(policies: [["owner"]]) }`, one);
  expect(await askAs(admin, unknown.schema, "{ secret }")).toEqual(notForYou);
});

test.each(["toString", "constructor", "__proto__", "hasOwnProperty"])(
  "a policy named %s, like a property of every object, admits no viewer",
  async (name) => {
    const { schema } = build(`${head()} type Query { secret: Int @policy(policies: [["${name}"]]) }`, one);
    expect(await askAs(admin, schema, "{ secret }")).toEqual(notForYou);
    expect(await askAs(guest, schema, "{ secret }")).toEqual(signInFirst);
  },
);

test("several rules on one field must all hold", async () => {
  const rules = `@authenticated @requiresScopes(scopes: [["orders:read"]]) @policy(policies: [["staff"]])`;
  const { schema } = build(`${head()} type Query { secret: Int ${rules} }`, one);
  expect(await askAs(userWith("user_4", ["orders:read"], "CUSTOMER"), schema, "{ secret }")).toEqual(notForYou);
  expect(await askAs(support, schema, "{ secret }")).toEqual(open);
});

test.each([
  ["imported under another name", `import: [{ name: "@authenticated", as: "@signedIn" }]`, "@signedIn"],
  ["by its full name", `import: ["@key"]`, "@federation__authenticated"],
  ["by its full name under another namespace", `as: "fed", import: ["@key"]`, "@fed__authenticated"],
])("a rule %s is the same rule", async (_how, link, rule) => {
  const { schema } = build(`${head(link)} type Query { secret: Int ${rule} }`, one);
  expect(await askAs(guest, schema, "{ secret }")).toEqual(signInFirst);
  expect(await askAs(customer, schema, "{ secret }")).toEqual(open);
});

test.each([
  ["", "@authenticated"],
  [`, import: ["@authenticated"]`, "@authenticated"],
  [`, as: "signedIn"`, "@signedIn"],
  [`, import: [{ name: "@authenticated", as: "@signedIn" }]`, "@signedIn"],
])("a rule that is linked by its own address%s is the same rule", async (link, rule) => {
  const sdl = `${head(`import: ["@key"]`)} extend schema @link(url: "https://specs.apollo.dev/authenticated/v0.1"${link})
    directive ${rule} on FIELD_DEFINITION
    type Query { shelf: Shelf @public } type Shelf { secret: Int ${rule} }`;
  const { schema } = build(sdl, { Query: { shelf: () => ({ secret: 1 }) } });
  expect((await askAs(guest, schema, "{ shelf { secret } }")).refused).toEqual([["shelf.secret", "UNAUTHENTICATED"]]);
  expect((await askAs(customer, schema, "{ shelf { secret } }")).data).toEqual({ shelf: { secret: 1 } });
});

test.each([
  ["@requiresScopes", `{ name: "@requiresScopes", as: "@needs" }`, `@needs(scopes: [["orders:read"]])`],
  ["@policy", `{ name: "@policy", as: "@rule" }`, `@rule(policies: [["staff"]])`],
])("%s under another name is the same rule", async (_name, imported, rule) => {
  const { schema } = build(`${head(`import: [${imported}]`)} type Query { secret: Int ${rule} }`, one);
  expect(await askAs(customer, schema, "{ secret }")).toEqual(notForYou);
  expect(await askAs(support, schema, "{ secret }")).toEqual(open);
});

test("a rule that was not imported does not build", () => {
  expect(() => build(`${head(`import: ["@key"]`)} type Query { secret: Int @public @authenticated }`)).toThrow(
    /Unknown directive "@authenticated"/,
  );
});

const invoice = `type Invoice @key(fields: "id") RULE { id: ID! total: Int }`;
const invoices = {
  Query: { secret: () => ({ id: "1", total: 5 }), many: () => [{ id: "1", total: 5 }] },
  Invoice: { __resolveReference: (reference: object) => ({ ...reference, total: 5 }) },
};
const anInvoice = `_entities(representations: [{ __typename: "Invoice", id: "1" }])`;

test("a rule on a type guards each field that returns it, alone or in a list", async () => {
  const sdl = `${head()} ${invoice.replace("RULE", "@authenticated")}
    type Query { secret: Invoice @public many: [Invoice!] @public }`;
  const { schema } = build(sdl, invoices);
  const query = "{ secret { __typename } many { __typename } }";
  expect(await askAs(guest, schema, query)).toEqual({
    data: { secret: null, many: null },
    refused: [
      ["secret", "UNAUTHENTICATED"],
      ["many", "UNAUTHENTICATED"],
    ],
  });
  expect((await askAs(customer, schema, query)).refused).toEqual([]);
});

test("a rule on a type guards its fields also inside a union", async () => {
  const sdl = `${head()} ${invoice.replace("RULE", "@authenticated")} type Note { text: String } union Paper = Invoice | Note
    type Query { secret: Paper @public }`;
  const { schema } = build(sdl, { Query: { secret: () => ({ __typename: "Invoice", id: "1", total: 5 }) } });
  const query = "{ secret { ... on Invoice { total } } }";
  expect(await askAs(guest, schema, query)).toEqual({
    data: { secret: { total: null } },
    refused: [["secret.total", "UNAUTHENTICATED"]],
  });
});

test.each(["type", "extension"])(
  "a rule on a %s guards its reference resolver, for each entity by itself",
  async (where) => {
    const type = where === "type" ? invoice.replace("RULE", "@authenticated") : invoice.replace("RULE", "");
    const extension = where === "extension" ? "extend type Invoice @authenticated" : "";
    const sdl = `${head()} ${type} ${extension} type Open @key(fields: "id") { id: ID! } type Query { a: Int @public }`;
    const { schema } = build(sdl, invoices);
    const both = `{ _entities(representations: [{ __typename: "Open", id: "2" }, { __typename: "Invoice", id: "1" }]) { __typename } }`;
    expect(await askAs(guest, schema, both)).toEqual({
      data: { _entities: [{ __typename: "Open" }, null] },
      refused: [["_entities.1", "UNAUTHENTICATED"]],
    });
    expect((await askAs(customer, schema, both)).refused).toEqual([]);
  },
);

test("a rule on a field of an entity applies when a reference resolves it", async () => {
  const sdl = `${head()} type Invoice @key(fields: "id") { id: ID! total: Int @requiresScopes(scopes: [["orders:read"]]) }
    type Query { a: Int @public }`;
  const { schema } = build(sdl, invoices);
  const query = `{ ${anInvoice} { ... on Invoice { id total } } }`;
  expect(await askAs(customer, schema, query)).toEqual({
    data: { _entities: [{ id: "1", total: null }] },
    refused: [["_entities.0.total", "FORBIDDEN"]],
  });
  expect((await askAs(support, schema, query)).data).toEqual({ _entities: [{ id: "1", total: 5 }] });
});

test("a rule on a scalar or an enum guards each field that returns it", async () => {
  const sdl = `${head()} scalar Cost @authenticated enum Level @authenticated { LOW }
    type Query { secret: Cost @public level: Level! @public }`;
  const { schema } = build(sdl, { Query: { secret: () => 1, level: () => "LOW" } });
  expect(await askAs(guest, schema, "{ secret }")).toEqual(signInFirst);
  expect((await askAs(guest, schema, "{ level }")).refused).toEqual([["level", "UNAUTHENTICATED"]]);
  expect(await askAs(customer, schema, "{ secret level }")).toEqual({ data: { secret: 1, level: "LOW" }, refused: [] });
});

test("a rule on an interface or on its field does not build, because federation supports none", () => {
  const types = "type A implements N { id: ID! } type Query { a: A @public }";
  expect(() => build(`${head()} interface N @authenticated { id: ID! } ${types}`)).toThrow(
    /cannot be applied on interfaces/,
  );
  expect(() => build(`${head()} interface N { id: ID! @authenticated } ${types}`)).toThrow(
    /cannot be applied on interfaces/,
  );
});

test("a rule on an interface guards its implementing types", async () => {
  const schema = buildSchema(`
    directive @link(url: String!, import: [String!]) on SCHEMA
    directive @authenticated on INTERFACE | FIELD_DEFINITION
    directive @public on FIELD_DEFINITION
    schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"]) { query: Query }
    interface Node @authenticated { id: ID }
    interface Priced { cost: Int @authenticated }
    type Tin implements Node { id: ID }
    type Jar implements Priced { cost: Int name: String }
    type Query { tin: Tin @public jar: Jar @public node: Node @public }`);
  guardFields(schema);
  const query = schema.getQueryType()?.getFields();
  if (query?.tin && query.jar) {
    query.tin.resolve = () => ({ id: "1" });
    query.jar.resolve = () => ({ cost: 1, name: "jam" });
  }
  expect(await askAs(guest, schema, "{ tin { id } jar { cost name } node { __typename } }")).toEqual({
    data: { tin: { id: null }, jar: { cost: null, name: "jam" }, node: null },
    refused: [
      ["tin.id", "UNAUTHENTICATED"],
      ["jar.cost", "UNAUTHENTICATED"],
      ["node", "UNAUTHENTICATED"],
    ],
  });
});

test.each([
  ["a query", "type Query { a: Int @public secret: Int }", "Query.secret"],
  ["a mutation", "type Query { a: Int @public } type Mutation { secret: Int }", "Mutation.secret"],
  ["a subscription", "type Query { a: Int @public } type Subscription { secret: Int }", "Subscription.secret"],
  ["an extension's query", "type Query { a: Int @public } extend type Query { secret: Int }", "Query.secret"],
  ["a query whose type alone has a rule", "type Query { secret: T } type T @authenticated { a: Int }", "Query.secret"],
])("%s without an access rule does not build", (_what, sdl, server) => {
  expect(() => build(`${head()} ${sdl}`)).toThrow(`${server} has no access rule`);
});

test.each([
  ["a field", `type Query { secret: Int @authenticated }`, "type Query { secret: Int }"],
  [
    "a type",
    `type Query { secret: Int } type Tin @authenticated { id: ID }`,
    "type Query { secret: Int tin: Tin } type Tin { id: ID }",
  ],
  [
    "an extension",
    `type Query { a: Int } extend type Query { secret: Int @authenticated }`,
    "type Query { a: Int secret: Int }",
  ],
  ["a field that is gone", `type Query { a: Int secret: Int @authenticated }`, "type Query { a: Int }"],
])("a rule on %s that was lost between the SDL and the schema is found at the start", (_what, sdl, built) => {
  const schema = buildSchema(built);
  expect(() => assertEnforced(schema, parse(`${head()} ${sdl}`))).toThrow(/is not enforced/);
});

test("a refused mutation never runs", async () => {
  let runs = 0;
  const sdl = `${head()} type Query { a: Int @public } type Mutation { secret: Int @authenticated }`;
  const { schema } = build(sdl, { Mutation: { secret: () => (runs += 1) } });
  expect(await askAs(guest, schema, "mutation { secret }")).toEqual(signInFirst);
  expect(runs).toBe(0);
});
