/** Roles and the audit log. */
import type { Viewer } from "@hansa/kit/identity";
import { userWith } from "@hansa/kit/testing";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { listRoles, scopesOf } from "../../src/service/roles/roles.ts";
import { auditLog } from "../../src/store/tables.ts";
import { administrator, createAccount, noon, readField, type Shop, shop } from "../support/shop.ts";

/** An administrator, and their token. */
async function boss(s: Shop, email = "boss@hansa.example") {
  const { id } = await createAccount(s, { email, displayName: "Boss", role: "ADMIN", passwordHash: "none" });
  return { id, viewer: userWith(id, scopesOf("ADMIN"), "ADMIN") };
}

async function assign(s: Shop, userId: string, role: string, viewer: Viewer) {
  const response = await s.query(
    `mutation ($input: RoleAssignInput!) {
      roleAssign(input: $input) { __typename ... on RoleAssigned { user { id role scopes } } ... on UserError { code path } }
    }`,
    { input: { userId, role } },
    viewer,
  );
  return readField(response, "roleAssign");
}

async function audit(s: Shop, args = "", variables: Record<string, unknown> = {}) {
  const response = await s.query(
    `query ($first: Int, $after: String, $filter: AuditFilter) {
      auditEntries(first: $first, after: $after, filter: $filter) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id at action subjectId summary actor { id displayName } ${args} }
      }
    }`,
    variables,
    administrator,
  );
  return readField(response, "auditEntries");
}

const supportScopes = [
  ...["inventory:read", "orders:read", "orders:write", "payments:read", "promotions:read", "refunds:write"],
  ...["reviews:moderate", "users:read"],
];

test("each role has its scopes", async () => {
  const s = await shop();
  const response = await s.query(`{ roles { role scopes } }`, {}, administrator);
  const everything = [
    ...["apiclients:read", "apiclients:write", "audit:read", "fulfilments:write", "imports:read", "imports:write"],
    ...["inventory:read", "inventory:write", "ledger:read", "orders:read", "orders:write", "payments:read"],
    ...["payments:write", "prices:read", "prices:write", "products:write", "promotions:read", "promotions:write"],
    ...["refunds:write", "reports:read", "reviews:moderate", "settings:read", "settings:write", "users:erase"],
    ...["users:read", "users:write"],
  ];
  expect(readField(response, "roles")).toEqual([
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

test("roles that may assign roles, create keys or erase people have every scope, so that no role grants more than it has", () => {
  const everything = scopesOf("ADMIN");
  for (const { role, scopes } of listRoles()) {
    const isMighty = scopes.some((scope) => ["users:write", "apiclients:write", "users:erase"].includes(scope));
    expect([role, isMighty]).toEqual([role, role === "ADMIN"]);
    expect(scopes).toEqual([...scopes].sort());
    expect(everything).toEqual(expect.arrayContaining([...scopes]));
  }
});

test("a new role is audited with its actor, and assigning the same role again is not", async () => {
  const s = await shop();
  const { id: bossId, viewer } = await boss(s);
  const ada = await createAccount(s, { email: "ada@hansa.example" });
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
        actor: { id: bossId, displayName: "Boss" },
      },
    ],
  });
});

test("the last administrator who can sign in keeps the role, and a refused change is not audited", async () => {
  const s = await shop();
  const one = await boss(s);
  await createAccount(s, { email: "asleep@hansa.example", role: "ADMIN", verified: false });
  const refused = { __typename: "LastAdministratorError", code: "LAST_ADMINISTRATOR", path: ["input", "role"] };
  expect(await assign(s, one.id, "CUSTOMER", one.viewer)).toEqual(refused);
  expect(await assign(s, one.id, "ADMIN", one.viewer)).toMatchObject({ __typename: "RoleAssigned" });
  expect(await audit(s)).toMatchObject({ totalCount: 0 });
  const second = await boss(s, "second@hansa.example");
  expect(await assign(s, one.id, "CUSTOMER", second.viewer)).toMatchObject({ __typename: "RoleAssigned" });
  expect(await assign(s, second.id, "CUSTOMER", second.viewer)).toEqual(refused);
});

test("two administrators who give up their own or each other's roles concurrently leave one", async () => {
  const s = await shop();
  const [a, b] = [await boss(s, "a@hansa.example"), await boss(s, "b@hansa.example")];
  const own = await Promise.all([assign(s, a.id, "CUSTOMER", a.viewer), assign(s, b.id, "CUSTOMER", b.viewer)]);
  expect(own.map((result) => Object(result).__typename).sort()).toEqual(["LastAdministratorError", "RoleAssigned"]);
  const [demoted, left] = Object(own[0]).__typename === "RoleAssigned" ? [a, b] : [b, a];
  await assign(s, demoted.id, "ADMIN", left.viewer);
  const theirs = await Promise.allSettled([
    assign(s, a.id, "CUSTOMER", b.viewer),
    assign(s, b.id, "CUSTOMER", a.viewer),
  ]);
  expect(theirs.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a demoted administrator assigns no role with a token from before the demotion, least of all to themselves", async () => {
  const s = await shop();
  const [one, fallen] = [await boss(s), await boss(s, "fallen@hansa.example")];
  expect(await assign(s, fallen.id, "SUPPORT", one.viewer)).toMatchObject({ __typename: "RoleAssigned" });
  await expect(assign(s, fallen.id, "ADMIN", fallen.viewer)).rejects.toThrow("UNAUTHENTICATED");
  await expect(assign(s, one.id, "CUSTOMER", fallen.viewer)).rejects.toThrow("UNAUTHENTICATED");
  expect(await audit(s)).toMatchObject({ totalCount: 1 });
});

test("an unknown person gets no role", async () => {
  const s = await shop();
  expect(await assign(s, "user_none", "ADMIN", (await boss(s)).viewer)).toEqual({
    __typename: "NotFoundError",
    code: "NOT_FOUND",
    path: ["input", "userId"],
  });
});

test("entries are paged, the newest first, and filtered by actor, action, subject and time", async () => {
  const s = await shop();
  const people = [];
  for (const name of ["a", "b", "c"])
    people.push(await createAccount(s, { email: `${name}@hansa.example`, passwordHash: "none" }));
  const [a, b, c] = people.map(({ id }) => id);
  const [one, other] = [await boss(s), await boss(s, "other@hansa.example")];
  for (const id of [a, b, c]) {
    await assign(s, id ?? "", "SUPPORT", one.viewer);
    await s.runtime.advance(1_000);
  }
  await assign(s, a ?? "", "FINANCE", other.viewer);

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
  expect(await count({ actorId: other.id })).toBe(1);
  expect(await count({ action: "role.assigned" })).toBe(4);
  expect(await count({ action: "password.reset" })).toBe(0);
  expect(await count({ from: new Date(noon + 1_000).toISOString(), to: new Date(noon + 3_000).toISOString() })).toBe(2);
});

test("no entry can be changed or removed", async () => {
  const s = await shop();
  const ada = await createAccount(s, { email: "ada@hansa.example" });
  await assign(s, ada.id, "SUPPORT", (await boss(s)).viewer);
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
  expect(await audit(s)).toMatchObject({
    totalCount: 1,
    nodes: [{ subjectId: ada.id, actor: { displayName: "Boss" } }],
  });
});
