/** API clients: what they may be given, and that a key is said once and kept nowhere. */
import { hashApiKey, isWellFormedApiKey } from "@hansa/kit/api-key";
import { developmentSecret } from "@hansa/kit/config";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { checkScopes } from "../src/service/api-clients.ts";
import { apiClients, auditLog } from "../src/store/tables.ts";
import { boss, create, created, revoke } from "./clients.ts";
import { account, administrator, field, noon, shop } from "./shop.ts";

test("a client has the scopes it was given, and its key is said once and kept nowhere", async () => {
  const s = await shop();
  const viewer = await boss(s);
  const answer = await create(s, ["orders:read", "inventory:read", "orders:read"], viewer);
  const { client, secretShownOnce } = created.parse(answer);
  expect(answer).toEqual({
    __typename: "ApiClientCreated",
    client: {
      id: expect.stringMatching(/^cli_/),
      displayName: "Books",
      scopes: ["inventory:read", "orders:read"],
      lastUsedAt: null,
      createdAt: new Date(noon).toISOString(),
      createdBy: { displayName: "Boss" },
      revokedAt: null,
    },
    secretShownOnce: expect.stringMatching(/^hansa_[0-9a-z]{26}_[0-9a-z]{58}$/),
  });
  expect(isWellFormedApiKey(secretShownOnce)).toBe(true);
  expect(secretShownOnce).toContain(client.id.slice(4));
  const [, , secret = ""] = secretShownOnce.split("_");
  const stored = await s.service.deps.store.read(async (db) =>
    JSON.stringify([await db.select().from(apiClients), await db.select().from(auditLog)]),
  );
  expect(stored).toContain(hashApiKey(secretShownOnce));
  expect(stored).not.toContain(secret);
});

test("two clients made at once have different keys, and so have two shops with the same chance and other secrets", async () => {
  const s = await shop();
  const other = await shop({ HANSA_USERS_SECRET: `a secret that is not the other one,${developmentSecret}` });
  const viewer = await boss(s);
  const answers = [
    ...(await Promise.all([create(s, [], viewer), create(s, [], viewer)])),
    await create(other, [], await boss(other)),
  ];
  const secrets = answers.map((answer) => created.parse(answer).secretShownOnce.split("_")[2]);
  expect(new Set(secrets).size).toBe(3);
});

test("the token of somebody who has no account makes no client", async () => {
  const s = await shop();
  expect(await create(s, [], userWith("user_none", ["apiclients:write"]))).toBe("UNAUTHENTICATED");
});

test("nobody gives scopes that they do not have, that no program may have, or that there are not", async () => {
  const s = await shop();
  const viewer = await boss(s);
  const wanted = ["orders:read", "users:write", "apiclients:write", "users:erase", "everything", ""];
  expect(await create(s, wanted, viewer)).toEqual({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "scopes", "1"], code: "ONLY_FOR_PEOPLE" },
      { path: ["input", "scopes", "2"], code: "ONLY_FOR_PEOPLE" },
      { path: ["input", "scopes", "3"], code: "ONLY_FOR_PEOPLE" },
      { path: ["input", "scopes", "4"], code: "UNKNOWN" },
      { path: ["input", "scopes", "5"], code: "UNKNOWN" },
    ],
  });
  expect(await create(s, [], viewer, " \n ")).toMatchObject({ problems: [{ path: ["input", "displayName"] }] });
  expect(await s.service.deps.store.read((db) => db.select().from(apiClients))).toEqual([]);
});

test("of scopes that exist, those that the creator lacks are refused one by one", () => {
  const codes = checkScopes(
    ["orders:read", "prices:read", "users:write"],
    ["apiclients:write", "prices:read", "users:write"],
  );
  expect(codes.map(({ path, code }) => [path[2], code])).toEqual([
    ["0", "NOT_YOURS"],
    ["2", "ONLY_FOR_PEOPLE"],
  ]);
});

test("whoever was an administrator a moment ago makes no client with the token of then", async () => {
  const s = await shop();
  const viewer = await boss(s);
  const other = await account(s, { email: "other@hansa.example", role: "ADMIN" });
  if (viewer.kind !== "user") throw new Error("nobody signed in");
  await s.query(
    `mutation ($input: RoleAssignInput!) { roleAssign(input: $input) { __typename } }`,
    { input: { userId: viewer.id, role: "SUPPORT" } },
    userWith(other.id, ["users:write"]),
  );
  expect(await create(s, ["orders:read"], viewer)).toBe("UNAUTHENTICATED");
});

test("revoking twice writes it down once, and a client that is not there cannot be revoked", async () => {
  const s = await shop();
  const viewer = await boss(s);
  const { client } = created.parse(await create(s, ["orders:read"], viewer));
  await s.world.advance(1_000);
  const [first, second] = await Promise.all([revoke(s, client.id, viewer), revoke(s, client.id, viewer)]);
  expect(second).toEqual(first);
  expect(await revoke(s, "cli_none", viewer)).toEqual({
    __typename: "NotFoundError",
    code: "NOT_FOUND",
    path: ["input", "id"],
  });
  const entries = await s.query(
    `{ auditEntries { nodes { action subjectId summary actor { displayName } apiClient { id } } } }`,
    {},
    viewer,
  );
  expect(field(entries, "auditEntries")).toEqual({
    nodes: [
      {
        action: "apiClient.revoked",
        subjectId: client.id,
        summary: `Revoked the key of the API client ${client.id}.`,
        actor: { displayName: "Boss" },
        apiClient: null,
      },
      {
        action: "apiClient.created",
        subjectId: client.id,
        summary: `Made the API client ${client.id} with orders:read.`,
        actor: { displayName: "Boss" },
        apiClient: null,
      },
    ],
  });
});

test("clients are listed, the newest first, a page at a time", async () => {
  const s = await shop();
  const viewer = await boss(s);
  for (const name of ["One", "Two", "Three"]) {
    await create(s, [], viewer, name);
    await s.world.advance(1_000);
  }
  const list = async (args: string) =>
    field(
      await s.query(
        `{ apiClients(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { displayName } } }`,
        {},
        administrator,
      ),
      "apiClients",
    );
  const first = await list("first: 2");
  expect(first).toMatchObject({
    totalCount: 3,
    pageInfo: { hasNextPage: true },
    nodes: [{ displayName: "Three" }, { displayName: "Two" }],
  });
  const { endCursor } = Reflect.get(Object(first), "pageInfo");
  expect(await list(`first: 2, after: "${endCursor}"`)).toMatchObject({
    pageInfo: { hasNextPage: false },
    nodes: [{ displayName: "One" }],
  });
});
