/** Roles and the audit log. */
import { userWith } from "@hansa/kit/testing";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { listRoles, scopesOf } from "../src/service/roles.ts";
import { auditLog } from "../src/store/tables.ts";
import { account, administrator, field, noon, type Shop, shop, signIn } from "./shop.ts";

async function assign(s: Shop, userId: string, role: string, viewer = administrator) {
  const answer = await s.query(
    `mutation ($input: RoleAssignInput!) {
      roleAssign(input: $input) { __typename ... on RoleAssigned { user { id role scopes } } ... on UserError { code path } }
    }`,
    { input: { userId, role } },
    viewer,
  );
  return field(answer, "roleAssign");
}

async function audit(s: Shop, args = "", variables: Record<string, unknown> = {}) {
  const answer = await s.query(
    `query ($first: Int, $after: String, $filter: AuditFilter) {
      auditEntries(first: $first, after: $after, filter: $filter) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id at action subjectId summary actor { id displayName } ${args} }
      }
    }`,
    variables,
    administrator,
  );
  return field(answer, "auditEntries");
}

const supportScopes = [
  ...["inventory:read", "orders:read", "orders:write", "payments:read", "promotions:read", "refunds:write"],
  ...["reviews:moderate", "users:read"],
];

test("the roles say what each may do", async () => {
  const s = await shop();
  const answer = await s.query(`{ roles { role scopes } }`, {}, administrator);
  const everything = [
    ...["apiclients:read", "apiclients:write", "audit:read", "fulfilments:write", "imports:read", "imports:write"],
    ...["inventory:read", "inventory:write", "ledger:read", "orders:read", "orders:write", "payments:read"],
    ...["payments:write", "prices:read", "prices:write", "products:write", "promotions:read", "promotions:write"],
    ...["refunds:write", "reports:read", "reviews:moderate", "settings:read", "settings:write", "users:erase"],
    ...["users:read", "users:write"],
  ];
  expect(field(answer, "roles")).toEqual([
    { role: "CUSTOMER", scopes: [] },
    { role: "SUPPORT", scopes: supportScopes },
    {
      role: "CATALOG_MANAGER",
      scopes: [
        ...["imports:read", "imports:write", "inventory:read", "inventory:write", "prices:read", "prices:write"],
        ...["products:write", "promotions:read", "promotions:write", "reviews:moderate"],
      ],
    },
    { role: "FULFILMENT", scopes: ["fulfilments:write", "inventory:read", "orders:read", "orders:write"] },
    {
      role: "FINANCE",
      scopes: [
        ...["ledger:read", "orders:read", "payments:read", "payments:write", "prices:read", "refunds:write"],
        ...["reports:read", "settings:read"],
      ],
    },
    { role: "ADMIN", scopes: everything },
  ]);
});

test("whoever may give roles, keys or oblivion may do everything, so that nobody gives away more than they have", () => {
  const everything = scopesOf("ADMIN");
  for (const { role, scopes } of listRoles()) {
    const isMighty = scopes.some((scope) => ["users:write", "apiclients:write", "users:erase"].includes(scope));
    expect([role, isMighty]).toEqual([role, role === "ADMIN"]);
    expect(scopes).toEqual([...scopes].sort());
    expect(everything).toEqual(expect.arrayContaining([...scopes]));
  }
});

test("a new role is written down with who gave it, and giving the same again is not", async () => {
  const s = await shop();
  const boss = await account(s, { email: "boss@hansa.example", displayName: "Boss", role: "ADMIN" });
  const ada = await account(s, { email: "ada@hansa.example" });
  const { viewer } = await signIn(s, "boss@hansa.example");
  for (let count = 0; count < 2; count += 1) {
    expect(await assign(s, ada.id, "SUPPORT", viewer)).toEqual({
      __typename: "RoleAssigned",
      user: {
        id: ada.id,
        role: "SUPPORT",
        scopes: supportScopes,
      },
    });
  }
  expect(await audit(s)).toMatchObject({
    totalCount: 1,
    nodes: [
      {
        id: expect.stringMatching(/^aud_/),
        at: new Date(noon).toISOString(),
        action: "role.assigned",
        subjectId: ada.id,
        summary: `Gave ${ada.id} the role SUPPORT instead of CUSTOMER.`,
        actor: { id: boss.id, displayName: "Boss" },
      },
    ],
  });
});

test("the last administrator who can sign in keeps the role, and a refused change is not written down", async () => {
  const s = await shop();
  const boss = await account(s, { email: "boss@hansa.example", role: "ADMIN" });
  await account(s, { email: "asleep@hansa.example", role: "ADMIN", verified: false });
  const refused = { __typename: "LastAdministratorError", code: "LAST_ADMINISTRATOR", path: ["input", "role"] };
  expect(await assign(s, boss.id, "CUSTOMER")).toEqual(refused);
  expect(await assign(s, boss.id, "ADMIN")).toMatchObject({ __typename: "RoleAssigned" });
  expect(await audit(s)).toMatchObject({ totalCount: 0 });
  const second = await account(s, { email: "second@hansa.example", role: "ADMIN" });
  expect(await assign(s, boss.id, "CUSTOMER")).toMatchObject({ __typename: "RoleAssigned" });
  expect(await assign(s, second.id, "CUSTOMER")).toEqual(refused);
});

test("two administrators who take each other's role at once leave one", async () => {
  const s = await shop();
  const [a, b] = [
    await account(s, { email: "a@hansa.example", role: "ADMIN" }),
    await account(s, { email: "b@hansa.example", role: "ADMIN" }),
  ];
  const answers = await Promise.all([assign(s, a.id, "CUSTOMER"), assign(s, b.id, "CUSTOMER")]);
  expect(answers).toMatchObject([{ __typename: "RoleAssigned" }, { __typename: "LastAdministratorError" }]);
});

test("a person who does not exist gets no role", async () => {
  const s = await shop();
  expect(await assign(s, "user_none", "ADMIN")).toEqual({
    __typename: "NotFoundError",
    code: "NOT_FOUND",
    path: ["input", "userId"],
  });
});

test("entries are paged, the newest first, and narrowed by who, what, to whom and when", async () => {
  const s = await shop();
  const people = [];
  for (const name of ["a", "b", "c"])
    people.push(await account(s, { email: `${name}@hansa.example`, passwordHash: "none" }));
  const [a, b, c] = people.map(({ id }) => id);
  for (const id of [a, b, c]) {
    await assign(s, id ?? "", "SUPPORT");
    await s.world.advance(1_000);
  }
  const other = userWith("user_other", ["users:write", "users:read"]);
  await assign(s, a ?? "", "FINANCE", other);

  const first = await audit(s, "", { first: 3 });
  expect(first).toMatchObject({
    totalCount: 4,
    pageInfo: { hasNextPage: true },
    nodes: [{ subjectId: a }, { subjectId: c }, { subjectId: b }],
  });
  const pageInfo = Reflect.get(Object(first), "pageInfo");
  expect(await audit(s, "", { first: 3, after: pageInfo.endCursor })).toMatchObject({
    pageInfo: { hasNextPage: false },
    nodes: [{ subjectId: a }],
  });

  const count = async (filter: Record<string, string>) =>
    Reflect.get(Object(await audit(s, "", { filter })), "totalCount");
  expect(await count({ subjectId: a ?? "" })).toBe(2);
  expect(await count({ actorId: "user_other" })).toBe(1);
  expect(await count({ action: "role.assigned" })).toBe(4);
  expect(await count({ action: "password.reset" })).toBe(0);
  expect(await count({ from: new Date(noon + 1_000).toISOString(), to: new Date(noon + 3_000).toISOString() })).toBe(2);
});

test("no entry can be changed or removed", async () => {
  const s = await shop();
  const ada = await account(s, { email: "ada@hansa.example" });
  await assign(s, ada.id, "SUPPORT");
  const { store } = s.service.deps;
  await expect(
    store.write("rewrite", async (tx) => {
      await tx.update(auditLog).set({ actorId: "user_other" }).where(eq(auditLog.subjectId, ada.id));
    }),
  ).rejects.toThrow();
  await expect(
    store.write("forget", async (tx) => {
      await tx.delete(auditLog).where(eq(auditLog.subjectId, ada.id));
    }),
  ).rejects.toThrow();
  expect(await audit(s)).toMatchObject({ totalCount: 1, nodes: [{ subjectId: ada.id, actor: null }] });
});
