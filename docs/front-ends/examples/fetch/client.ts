/** A client without a library: `fetch`, with the session renewed when an access token has ended. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Send } from "../purchase.ts";
import { refresh, type Session } from "../session.ts";

type GraphResponse<Result> = { data: Result; errors?: { message: string; extensions: { code?: string } }[] };

/** Sends operations as a guest, or as who the session belongs to. */
export function createClient(shop: string, stored?: Session): Send {
  let session = stored;
  let renewing: Promise<Session> | undefined;

  return async (document, variables, headers) => {
    const used = session;
    let response = await post(shop, document, variables, withToken(headers, used?.accessToken));
    if (used && response.errors?.[0]?.extensions.code === "UNAUTHENTICATED") {
      // Operations that fail together renew the session once.
      renewing ??= refresh(createClient(shop), used.refreshToken).finally(() => {
        renewing = undefined;
      });
      session = await renewing;
      response = await post(shop, document, variables, withToken(headers, session.accessToken));
    }
    if (response.errors) throw new Error(response.errors.map(({ message }) => message).join("\n"));
    return response.data;
  };
}

function withToken(headers: Record<string, string> = {}, accessToken?: string): Record<string, string> {
  return accessToken === undefined ? headers : { ...headers, authorization: `Bearer ${accessToken}` };
}

async function post<Result, Variables>(
  shop: string,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
  headers: Record<string, string>,
): Promise<GraphResponse<Result>> {
  const response = await fetch(new URL("/graphql", shop), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...headers,
    },
    body: JSON.stringify({ query: print(document), variables }),
  });
  return JSON.parse(await response.text());
}
