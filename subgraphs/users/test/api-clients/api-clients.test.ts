/** API clients: the scopes that they may have, and keys that are shown once and never stored. */
import { checkApiKey, hashApiKey } from "@hansa/kit/identity";
import { developmentSecret } from "@hansa/kit/service";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { checkScopes } from "../../src/service/api-clients/api-clients.ts";
import { apiClients, auditLog } from "../../src/store/tables.ts";
import { createClient, created, lookUpKey, revokeClient, signInAdministrator } from "../support/api-clients.ts";
import { administrator, createAccount, noon, readField, shop } from "../support/shop.ts";

test("a client has its given scopes, and its key is shown once and stored nowhere", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const response = await createClient(s, ["orders:read", "inventory:read", "orders:read"], viewer);
  const { client, secretShownOnce } = created.parse(response);
  expect(response).toEqual({
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
  expect(checkApiKey(secretShownOnce, s.service.deps.ring.current)).toBe("present");
  expect(secretShownOnce).toContain(client.id.slice(4));
  const [, , secret = ""] = secretShownOnce.split("_");
  const stored = await s.service.deps.store.read(async (db) =>
    JSON.stringify([await db.select().from(apiClients), await db.select().from(auditLog)]),
  );
  expect(stored).toContain(hashApiKey(secretShownOnce));
  expect(stored).not.toContain(secret);
});

test("two clients created at once have different keys, and so have two shops with equal randomness and different secrets", async () => {
  const s = await shop();
  const other = await shop({ HANSA_USERS_SECRET: `a secret that is not the other one,${developmentSecret}` });
  const viewer = await signInAdministrator(s);
  const responses = [
    ...(await Promise.all([createClient(s, [], viewer), createClient(s, [], viewer)])),
    await createClient(other, [], await signInAdministrator(other)),
  ];
  const secrets = responses.map((response) => created.parse(response).secretShownOnce.split("_")[2]);
  expect(new Set(secrets).size).toBe(3);
});

test.each([
  ["PUBLIC", "PUBLIC", "/graphql/public"],
  ["PARTNER", "PARTNER", "/graphql/partner"],
  ["ALL", "ALL", "/graphql"],
  [undefined, "PARTNER", "/graphql/partner"],
] as const)(
  "a client that is created for the contract %s is one of %s, which its key and its entry tell",
  async (given, contract, path) => {
    const s = await shop();
    const viewer = await signInAdministrator(s);
    const mutation = `mutation ($input: ApiClientCreateInput!) {
    apiClientCreate(input: $input) { ... on ApiClientCreated { client { id contract } secretShownOnce } }
  }`;
    const input = { displayName: "Books", scopes: [], ...(given ? { contract: given } : {}) };
    const response = readField(await s.query(mutation, { input }, viewer), "apiClientCreate");
    const { client, secretShownOnce } = created.parse(response);
    expect(response).toMatchObject({ client: { contract } });
    expect(await lookUpKey(s, secretShownOnce)).toEqual({ client: { id: client.id, scopes: [], contract } });
    expect(readField(await s.query("{ auditEntries { nodes { summary } } }", {}, viewer), "auditEntries")).toEqual({
      nodes: [{ summary: `Made the API client ${client.id} with no scopes, for ${path}.` }],
    });
  },
);

test("an access token without an account creates no client", async () => {
  const s = await shop();
  expect(await createClient(s, [], userWith("user_none", ["apiclients:write"]))).toBe("UNAUTHENTICATED");
});

test("scopes that the creator lacks, that programs may not have, or that do not exist are refused", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const wanted = ["orders:read", "users:write", "apiclients:write", "users:erase", "everything", ""];
  expect(await createClient(s, wanted, viewer)).toEqual({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "scopes", "1"], code: "ONLY_FOR_PEOPLE" },
      { path: ["input", "scopes", "2"], code: "ONLY_FOR_PEOPLE" },
      { path: ["input", "scopes", "3"], code: "ONLY_FOR_PEOPLE" },
      { path: ["input", "scopes", "4"], code: "UNKNOWN" },
      { path: ["input", "scopes", "5"], code: "UNKNOWN" },
    ],
  });
  expect(await createClient(s, [], viewer, " \n ")).toMatchObject({ problems: [{ path: ["input", "displayName"] }] });
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

test("a demoted administrator creates no client with a token from before the demotion", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const other = await createAccount(s, { email: "other@hansa.example", role: "ADMIN" });
  if (viewer.kind !== "user") throw new Error("the viewer is not signed in");
  await s.query(
    `mutation ($input: RoleAssignInput!) { roleAssign(input: $input) { __typename } }`,
    { input: { userId: viewer.id, role: "SUPPORT" } },
    userWith(other.id, ["users:write"]),
  );
  expect(await createClient(s, ["orders:read"], viewer)).toBe("UNAUTHENTICATED");
});

test("revoking twice records it once, and an unknown client cannot be revoked", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const { client } = created.parse(await createClient(s, ["orders:read"], viewer));
  await s.runtime.advance(1_000);
  const [first, second] = await Promise.all([revokeClient(s, client.id, viewer), revokeClient(s, client.id, viewer)]);
  expect(second).toEqual(first);
  expect(await revokeClient(s, "cli_none", viewer)).toEqual({
    __typename: "NotFoundError",
    code: "NOT_FOUND",
    path: ["input", "id"],
  });
  const entries = await s.query(
    `{ auditEntries { nodes { action subjectId summary actor { displayName } apiClient { id } } } }`,
    {},
    viewer,
  );
  expect(readField(entries, "auditEntries")).toEqual({
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
        summary: `Made the API client ${client.id} with orders:read, for /graphql/partner.`,
        actor: { displayName: "Boss" },
        apiClient: null,
      },
    ],
  });
});

test("clients are listed, the newest first, a page at a time", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  for (const name of ["One", "Two", "Three"]) {
    await createClient(s, [], viewer, name);
    await s.runtime.advance(1_000);
  }
  const list = async (args: string) =>
    readField(
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
