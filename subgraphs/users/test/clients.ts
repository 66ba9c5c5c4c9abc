/** Making API clients through the graph, and asking whose a key is as the router does. */
import { users as contract } from "@hansa/contracts/users";
import { hashApiKey } from "@hansa/kit/api-key";
import type { Viewer } from "@hansa/kit/identity";
import { developmentRing } from "@hansa/kit/keys/key-ring";
import { ask } from "@hansa/kit/peers";
import { z } from "zod";
import { account, field, type Shop, signIn } from "./shop.ts";

export const created = z.object({ client: z.object({ id: z.string() }), secretShownOnce: z.string() });

/** An administrator, signed in. */
export async function boss(s: Shop) {
  await account(s, { email: "boss@hansa.example", displayName: "Boss", role: "ADMIN" });
  return (await signIn(s, "boss@hansa.example")).viewer;
}

export async function create(s: Shop, scopes: string[], viewer: Viewer, displayName = "Books") {
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

export async function revoke(s: Shop, id: string, viewer: Viewer) {
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
export function byKey(s: Shop, key: string) {
  return ask({ ...s.peer, ring: developmentRing("router") }, contract.clientByKey, { keyHash: hashApiKey(key) });
}

export const clientViewer = (id: string, scopes: string[]): Viewer => ({ kind: "client", id, scopes });
