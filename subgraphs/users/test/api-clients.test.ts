/** API clients: what they may be given, how they are recognised, and that a key is said once and never kept. */
import { users as contract } from "@hansa/contracts/users";
import { hashApiKey, isWellFormedApiKey } from "@hansa/kit/api-key";
import { developmentSecret } from "@hansa/kit/config";
import { pairKeys, type Viewer } from "@hansa/kit/identity";
import { ask } from "@hansa/kit/peers";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkScopes } from "../src/service/api-clients.ts";
import { apiClients, auditLog } from "../src/store/tables.ts";
import { account, administrator, field, noon, type Shop, shop, signIn } from "./shop.ts";

const minute = 60_000;
const created = z.object({ client: z.object({ id: z.string() }), secretShownOnce: z.string() });

async function boss(s: Shop) {
  await account(s, { email: "boss@hansa.example", displayName: "Boss", role: "ADMIN" });
  return (await signIn(s, "boss@hansa.example")).viewer;
}

async function create(s: Shop, scopes: string[], viewer: Viewer, displayName = "Books") {
  const answer = await s.query(
    `mutation ($input: ApiClientCreateInput!) {
      apiClientCreate(input: $input) {
        __typename
        ... on ApiClientCreated { client { id displayName scopes lastUsedAt createdAt createdBy { displayName } revokedAt } secretShownOnce }
        ... on ValidationError { problems { path code } }
      }
    }`,
    { input: { displayName, scopes } },
    viewer,
  );
  return answer.errors ? answer.errors[0]?.extensions?.code : field(answer, "apiClientCreate");
}

async function revoke(s: Shop, id: string, viewer: Viewer) {
  const answer = await s.query(
    `mutation ($input: ApiClientRevokeInput!) {
      apiClientRevoke(input: $input) { __typename ... on ApiClientRevoked { client { id revokedAt } } ... on UserError { code path } }
    }`,
    { input: { id } },
    viewer,
  );
  return field(answer, "apiClientRevoke");
}

/** Asks as the router does. */
function byKey(s: Shop, key: string) {
  const keys = pairKeys([developmentSecret], "router", "users");
  return ask({ ...s.peer, self: "router", keys }, contract.clientByKey, { keyHash: hashApiKey(key) });
}

const clientViewer = (id: string, scopes: string[]): Viewer => ({ kind: "client", id, scopes });

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
  const other = await shop({ HANSA_ROOT_SECRET: `a root secret that is not the other one,${developmentSecret}` });
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
  expect(await create(s, ["orders:read"], viewer)).toBe("FORBIDDEN");
});

test("a program makes no programs, whatever its identity says", async () => {
  const s = await shop();
  expect(await create(s, [], clientViewer("cli_1", ["apiclients:write"]))).toBe("FORBIDDEN");
});

test("a key is recognised by its hash; a revoked, an unknown and a changed one are answered alike", async () => {
  const s = await shop();
  const viewer = await boss(s);
  const { client, secretShownOnce } = created.parse(await create(s, ["orders:read"], viewer));
  expect(await byKey(s, secretShownOnce)).toEqual({ client: { id: client.id, scopes: ["orders:read"] } });
  const nobody = { client: null };
  expect(await byKey(s, `${secretShownOnce}x`)).toEqual(nobody);
  expect(await revoke(s, client.id, viewer)).toEqual({
    __typename: "ApiClientRevoked",
    client: { id: client.id, revokedAt: new Date(noon).toISOString() },
  });
  expect(await byKey(s, secretShownOnce)).toEqual(nobody);
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

test("that a client was used is noted once a minute, and never for each request", async () => {
  const s = await shop();
  const viewer = await boss(s);
  const { client, secretShownOnce } = created.parse(await create(s, [], viewer));
  const seen = async () => {
    const answer = await s.query(`query ($id: ID!) { apiClient(id: $id) { lastUsedAt } }`, { id: client.id }, viewer);
    return field(answer, "apiClient");
  };
  await byKey(s, secretShownOnce);
  expect(await seen()).toEqual({ lastUsedAt: new Date(noon).toISOString() });
  await s.world.advance(minute / 2);
  let writes = 0;
  s.service.deps.store.onCommit(() => {
    writes += 1;
  });
  await byKey(s, secretShownOnce);
  expect(writes).toBe(0);
  expect(await seen()).toEqual({ lastUsedAt: new Date(noon).toISOString() });
  await s.world.advance(minute);
  await byKey(s, secretShownOnce);
  expect(await seen()).toEqual({ lastUsedAt: new Date(noon + 1.5 * minute).toISOString() });
});

test("nobody but the router may ask whose a key is", async () => {
  const s = await shop();
  await expect(ask(s.peer, contract.clientByKey, { keyHash: "x" })).rejects.toThrow("403");
});

test("a program sees itself, is nobody's account, and sees of people what its scopes say", async () => {
  const s = await shop();
  const viewer = await boss(s);
  const { client } = created.parse(await create(s, ["users:read"], viewer));
  const ask = (scopes: string[], text: string) => s.query(text, {}, clientViewer(client.id, scopes));
  expect(field(await ask([], `{ myApiClient { id displayName scopes } }`), "myApiClient")).toEqual({
    id: client.id,
    displayName: "Books",
    scopes: ["users:read"],
  });
  expect(field(await ask([], `{ me { id } }`), "me")).toBeNull();
  expect(field(await s.query(`{ myApiClient { id } }`, {}, viewer), "myApiClient")).toBeNull();
  expect((await ask([], `{ users { nodes { id } } }`)).errors?.[0]?.extensions?.code).toBe("FORBIDDEN");
  const people = field(await ask(["users:read"], `{ users { nodes { email sessions { id } } } }`), "users");
  expect(people).toEqual({ nodes: [{ email: "boss@hansa.example", sessions: null }] });

  const asPerson = [
    `mutation { logout(input: {}) { __typename } }`,
    `mutation { accountExport(input: {}) { __typename } }`,
    `mutation { accountErase(input: { password: "x" }) { __typename } }`,
    `mutation { profileUpdate(input: { displayName: "x" }) { __typename } }`,
    `mutation { addressDelete(input: { id: "x" }) { __typename } }`,
    `mutation { sessionRevoke(input: { id: "x" }) { __typename } }`,
  ];
  for (const text of asPerson) expect((await ask([], text)).errors?.[0]?.extensions?.code).toBe("FORBIDDEN");
  await revoke(s, client.id, viewer);
  expect(field(await ask([], `{ myApiClient { id } }`), "myApiClient")).toBeNull();
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
