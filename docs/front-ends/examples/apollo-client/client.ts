/** Apollo Client, whose cache knows the possible types: without them it drops what a fragment on an interface selects. */
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { getOperationAST } from "graphql";
import possibleTypes from "../../../../router/client/possible-types.json" with { type: "json" };
import type { Send } from "../purchase.ts";
import { refresh, type Session } from "../session.ts";

/** Sends operations as a guest, or as who the session belongs to. In a page, use the client with Apollo's hooks instead. */
export function createClient(shop: string, stored?: Session): Send {
  let session = stored;
  const http = new HttpLink({ uri: new URL("/graphql", shop).href });
  let renewing: Promise<Session> | undefined;
  const auth = new SetContextLink(async ({ headers }) => {
    if (!session) return { headers };
    if (hasEnded(session.accessToken)) {
      renewing ??= refresh(createClient(shop), session.refreshToken).finally(() => {
        renewing = undefined;
      });
      session = await renewing;
    }
    return { headers: { ...headers, authorization: `Bearer ${session.accessToken}` } };
  });
  const client = new ApolloClient({ cache: new InMemoryCache({ possibleTypes }), link: ApolloLink.from([auth, http]) });
  return async (document, variables, headers = {}) => {
    const context = { headers };
    const isMutation = getOperationAST(document)?.operation === "mutation";
    const { data } = await (isMutation
      ? client.mutate({ mutation: document, variables, context })
      : client.query({ query: document, variables, context, fetchPolicy: "network-only" }));
    if (!data) throw new Error("no data came");
    return data;
  };
}

/** Whether a token ends within ten seconds, by the time in it. */
function hasEnded(accessToken: string): boolean {
  const [, payload] = accessToken.split(".");
  if (!payload) return true;
  const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  return exp * 1_000 < Date.now() + 10_000;
}
