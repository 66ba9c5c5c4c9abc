/** API clients in tests: creation and revocation through GraphQL, and the key lookup of the router. */
import { processes } from "@hansa/contracts/processes";
import { users as contract } from "@hansa/contracts/users";
import { developmentRing, hashApiKey, type Viewer } from "@hansa/kit/identity";
import { callPeer } from "@hansa/kit/rpc";
import { z } from "zod";
import { createAccount, readField, type Shop, signIn } from "./shop.ts";

export const created = z.object({ client: z.object({ id: z.string() }), secretShownOnce: z.string() });

/** Creates an administrator and signs in. */
export async function signInAdministrator(s: Shop) {
  await createAccount(s, { email: "boss@hansa.example", displayName: "Boss", role: "ADMIN" });
  return (await signIn(s, "boss@hansa.example")).viewer;
}

export async function createClient(s: Shop, scopes: string[], viewer: Viewer, displayName = "Books") {
  const response = await s.query(
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
  return response.errors ? response.errors[0]?.extensions?.code : readField(response, "apiClientCreate");
}

export async function revokeClient(s: Shop, id: string, viewer: Viewer) {
  const response = await s.query(
    `mutation ($input: ApiClientRevokeInput!) {
      apiClientRevoke(input: $input) { __typename ... on ApiClientRevoked { client { id revokedAt } } ... on UserError { code path } }
    }`,
    { input: { id } },
    viewer,
  );
  return readField(response, "apiClientRevoke");
}

/** Looks up a key as the router does. */
export function lookUpKey(s: Shop, key: string) {
  return callPeer({ ...s.peer, ring: developmentRing("router", processes) }, contract.clientByKey, {
    keyHash: hashApiKey(key),
  });
}

export const clientViewer = (id: string, scopes: string[]): Viewer => ({ kind: "client", id, scopes });
