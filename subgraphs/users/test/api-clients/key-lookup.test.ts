/** Keys of API clients: their lookup, and the fields that their clients see. */
import { users as contract } from "@hansa/contracts/users";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import {
  clientViewer,
  createClient,
  created,
  lookUpKey,
  revokeClient,
  signInAdministrator,
} from "../support/api-clients.ts";
import { noon, readField, shop } from "../support/shop.ts";

const minute = 60_000;

test("an API client creates no API clients, with any claims", async () => {
  const s = await shop();
  expect(await createClient(s, [], clientViewer("cli_1", ["apiclients:write"]))).toBe("FORBIDDEN");
});

test("a key is recognised by its hash; revoked, unknown and changed ones get the same response", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const { client, secretShownOnce } = created.parse(await createClient(s, ["orders:read"], viewer));
  const found = { id: client.id, scopes: ["orders:read"], contract: "PARTNER" };
  expect(await lookUpKey(s, secretShownOnce)).toEqual({ client: found });
  const unknown = { client: null };
  expect(await lookUpKey(s, `${secretShownOnce}x`)).toEqual(unknown);
  expect(await revokeClient(s, client.id, viewer)).toEqual({
    __typename: "ApiClientRevoked",
    client: { id: client.id, revokedAt: new Date(noon).toISOString() },
  });
  expect(await lookUpKey(s, secretShownOnce)).toEqual(unknown);
});

test("the use of a client is recorded once a minute, not at each request", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const { client, secretShownOnce } = created.parse(await createClient(s, [], viewer));
  const seen = async () => {
    const response = await s.query(`query ($id: ID!) { apiClient(id: $id) { lastUsedAt } }`, { id: client.id }, viewer);
    return readField(response, "apiClient");
  };
  await lookUpKey(s, secretShownOnce);
  expect(await seen()).toEqual({ lastUsedAt: new Date(noon).toISOString() });
  await s.runtime.advance(minute / 2);
  const { store } = s.service.deps;
  const commits = store.commits();
  await lookUpKey(s, secretShownOnce);
  expect(store.commits()).toBe(commits);
  expect(await seen()).toEqual({ lastUsedAt: new Date(noon).toISOString() });
  await s.runtime.advance(minute);
  await lookUpKey(s, secretShownOnce);
  expect(await seen()).toEqual({ lastUsedAt: new Date(noon + 1.5 * minute).toISOString() });
});

test("only the router may look up a key", async () => {
  const s = await shop();
  await expect(callPeer(s.peer, contract.clientByKey, { keyHash: "x" })).rejects.toThrow("403");
});

test("an API client sees itself, has no account, and sees people according to its scopes", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const { client } = created.parse(await createClient(s, ["users:read"], viewer));
  const ask = (scopes: string[], text: string) => s.query(text, {}, clientViewer(client.id, scopes));
  expect(readField(await ask([], `{ myApiClient { id displayName scopes } }`), "myApiClient")).toEqual({
    id: client.id,
    displayName: "Books",
    scopes: ["users:read"],
  });
  expect(readField(await ask([], `{ me { id } }`), "me")).toBeNull();
  expect(readField(await s.query(`{ myApiClient { id } }`, {}, viewer), "myApiClient")).toBeNull();
  expect((await ask([], `{ users { nodes { id } } }`)).errors?.[0]?.extensions?.code).toBe("FORBIDDEN");
  const people = readField(await ask(["users:read"], `{ users { nodes { email sessions { id } } } }`), "users");
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
  await revokeClient(s, client.id, viewer);
  expect((await ask([], `{ myApiClient { id } }`)).errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
});
