/** Views of people: the fields that each viewer sees, through queries and through `_entities`, which the router uses. */

import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { hashPassword } from "../../src/providers/passwords.ts";
import { seedAccounts } from "../../src/service/accounts/seed.ts";
import { administrator, createAccount, noon, readField, type Shop, shop, signIn, support } from "../support/shop.ts";

const everything = `id displayName email emailVerified role scopes createdAt
  addresses { id } defaultShippingAddress { id } sessions { id }`;
const place = { line2: null, region: null, postalCode: "10115", country: "DE", phone: null };
const home = { lastName: "Ada", line1: "Street 1", city: "Berlin", ...place };

const hidden = {
  email: null,
  emailVerified: null,
  role: null,
  scopes: null,
  createdAt: null,
  addresses: null,
  defaultShippingAddress: null,
  sessions: null,
};

type Reference = { __typename: string; id: string };

async function entities(s: Shop, reference: Reference, fields: string, viewer?: typeof support) {
  const response = await s.query(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${reference.__typename} { ${fields} } } }`,
    { r: [reference] },
    viewer,
  );
  const [entity] = Array.isArray(response.data?._entities) ? response.data._entities : [];
  return { entity, errors: response.errors };
}

test("others see a person's name, and null for everything else, without an error", async () => {
  const s = await shop();
  const ada = await createAccount(s, { email: "ada@hansa.example", addresses: [home] });
  await signIn(s, "ada@hansa.example");
  const eve = userWith("user_eve");
  expect(await entities(s, { __typename: "User", id: ada.id }, everything, eve)).toEqual({
    entity: { id: ada.id, displayName: "Ada", ...hidden },
    errors: undefined,
  });
  expect(await entities(s, { __typename: "User", id: ada.id }, "displayName")).toEqual({
    entity: { displayName: "Ada" },
    errors: undefined,
  });
});

test("the person sees all, staff with the account scope all but the sign-ins, other staff the name", async () => {
  const s = await shop();
  const ada = await createAccount(s, { email: "ada@hansa.example", addresses: [home] });
  const { viewer } = await signIn(s, "ada@hansa.example");
  const seen = {
    id: ada.id,
    displayName: "Ada",
    email: "ada@hansa.example",
    emailVerified: true,
    role: "CUSTOMER",
    scopes: [],
    createdAt: new Date(noon).toISOString(),
    addresses: [{ id: expect.stringMatching(/^addr_/) }],
    defaultShippingAddress: { id: expect.stringMatching(/^addr_/) },
    sessions: [{ id: expect.stringMatching(/^ses_/) }],
  };
  expect((await entities(s, { __typename: "User", id: ada.id }, everything, viewer)).entity).toEqual(seen);
  expect((await entities(s, { __typename: "User", id: ada.id }, everything, support)).entity).toEqual({
    ...seen,
    sessions: null,
  });
  const packer = userWith("user_packer", ["orders:read"], "FULFILMENT");
  expect((await entities(s, { __typename: "User", id: ada.id }, everything, packer)).entity).toMatchObject(hidden);
});

test("an unknown person and another person's address are both null", async () => {
  const s = await shop();
  const ada = await createAccount(s, { email: "ada@hansa.example", addresses: [{ ...home, id: "addr_home" }] });
  const none = { entity: null, errors: undefined };
  const eve = userWith("user_eve");
  expect(await entities(s, { __typename: "User", id: "user_none" }, "displayName", eve)).toEqual(none);
  expect(await entities(s, { __typename: "Address", id: "addr_none" }, "line1", eve)).toEqual(none);
  expect(await entities(s, { __typename: "Address", id: "addr_home" }, "line1", eve)).toEqual(none);
  expect(await entities(s, { __typename: "Address", id: "addr_home" }, "line1")).toEqual(none);
  expect((await entities(s, { __typename: "Address", id: "addr_home" }, "line1", support)).entity).toEqual({
    line1: "Street 1",
  });
  expect((await entities(s, { __typename: "Address", id: "addr_home" }, "line1", userWith(ada.id))).entity).toEqual({
    line1: "Street 1",
  });
});

test("fifty people with their addresses take as many statements as one", async () => {
  const s = await shop();
  for (let index = 0; index < 50; index += 1)
    await createAccount(s, { email: `p${index}@hansa.example`, addresses: [home], passwordHash: "none" });
  const statements = async () => {
    const { body } = await s.service.internal.inject({ method: "GET", url: "/metrics" });
    return Number(/hansa_sql_statements_total{entry="graphql"} (\d+)/.exec(body)?.[1] ?? 0);
  };
  const cost = async (first: number) => {
    const before = await statements();
    const query = `{ users(first: ${first}) { nodes { email addresses { id } defaultShippingAddress { id } } } }`;
    readField(await s.query(query, {}, support), "users");
    return (await statements()) - before;
  };
  expect(await cost(50)).toBe(await cost(1));
});

test("the back office lists people, the newest first, each on exactly one page", async () => {
  const s = await shop();
  for (let index = 0; index < 7; index += 1) {
    if (index % 2 === 0) await s.runtime.advance(1_000);
    await createAccount(s, { email: `p${index}@hansa.example`, displayName: `P${index}`, passwordHash: "none" });
  }
  const names: unknown[] = [];
  let after: unknown = null;
  for (let page = 0; page < 4; page += 1) {
    const response = await s.query(
      `query ($after: String) { users(first: 2, after: $after) {
        totalCount nodes { displayName email } pageInfo { hasNextPage hasPreviousPage endCursor }
      } }`,
      { after },
      support,
    );
    const users = readField(response, "users");
    expect(users).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage: page < 3, hasPreviousPage: page > 0 } });
    names.push(...listIn(users, "nodes").map((node) => valueIn(node, "displayName")));
    after = valueIn(valueIn(users, "pageInfo"), "endCursor");
  }
  expect([...names].sort()).toEqual(["P0", "P1", "P2", "P3", "P4", "P5", "P6"]);
  expect(names[0]).toBe("P6");
});

test("people are found by a part of name or address, in any capitals, and by role", async () => {
  const s = await shop();
  await createAccount(s, { email: "ada@hansa.example", displayName: "Ada Älv", passwordHash: "none" });
  await createAccount(s, {
    email: "bo_1@hansa.example",
    displayName: "Bo 100%",
    role: "SUPPORT",
    passwordHash: "none",
  });
  const find = async (filter: Record<string, string>) => {
    const response = await s.query(
      `query ($filter: UserFilter) { users(filter: $filter) { totalCount nodes { displayName } } }`,
      { filter },
      support,
    );
    return listIn(readField(response, "users"), "nodes").map((node) => valueIn(node, "displayName"));
  };
  expect(await find({ query: "äLV" })).toEqual(["Ada Älv"]);
  expect(await find({ query: "ADA@" })).toEqual(["Ada Älv"]);
  expect(await find({ query: "100%" })).toEqual(["Bo 100%"]);
  expect(await find({ query: "%" })).toEqual(["Bo 100%"]);
  expect(await find({ query: "o_1" })).toEqual(["Bo 100%"]);
  expect(await find({ query: "a_a" })).toEqual([]);
  expect(await find({ role: "SUPPORT" })).toEqual(["Bo 100%"]);
  expect(await find({ role: "SUPPORT", query: "ada" })).toEqual([]);
});

test.each([0, -1, 101, 2_147_483_647])("a page of %i is refused", async (first) => {
  const s = await shop();
  const response = await s.query(
    `query ($first: Int) { users(first: $first) { nodes { id } } }`,
    { first },
    administrator,
  );
  expect(response.errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});

test("twenty-five customers with addresses are seeded, and can sign in", async () => {
  const s = await shop();
  const accounts = [];
  for (let index = 0; index < 25; index += 1) {
    const passwordHash = await hashPassword(s.service.deps, `a password of number ${index}`);
    const customer = {
      email: `c${index}@hansa.example`,
      displayName: `C${index}`,
      role: "CUSTOMER",
      verified: true,
    } as const;
    accounts.push({ ...customer, id: `user_${index}`, passwordHash, addresses: [home, { ...home, lastName: "Work" }] });
  }
  await seedAccounts(s.service.deps, accounts);
  const { viewer } = await signIn(s, "c7@hansa.example", "a password of number 7");
  const mine = await s.query(`{ me { id addresses { name } defaultShippingAddress { name } } }`, {}, viewer);
  expect(readField(mine, "me")).toEqual({
    id: "user_7",
    addresses: [{ name: "Ada" }, { name: "Work" }],
    defaultShippingAddress: { name: "Ada" },
  });
  await expect(seedAccounts(s.service.deps, accounts.slice(0, 1))).rejects.toThrow(/taken/);
});

function valueIn(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, key) : undefined;
}

function listIn(holder: unknown, key: string): unknown[] {
  const list = valueIn(holder, key);
  if (!Array.isArray(list)) throw new Error(`no list at ${key} in ${JSON.stringify(holder)}`);
  return list;
}
