/** A client for pages: `fetch`, with the session in cookies that no script can read. It stores nothing, and renews the session when that is due. */
import type { ResultOf } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Send } from "../purchase.ts";

type GraphResponse<Data> = { data: Data; errors?: { message: string; extensions: { code?: string } }[] };

/** `Session`, or a refusal with its code and message. */
export type SessionResult = { __typename: string; code?: string; message?: string };

export type PageClient = {
  /** Sends an operation as the person who is signed in, or as a guest. */
  send: Send;
  signIn(email: string, password: string): Promise<SessionResult>;
  /** Replaces the tokens in the cookies. Any response but `Session`: the session has ended, and its cookies are gone. */
  refresh(): Promise<SessionResult>;
  signOut(): Promise<void>;
};

export function createPageClient(shop: string): PageClient {
  let renewing: Promise<SessionResult> | undefined;

  /** The browser adds the cookies. The type of the body makes it ask first whether this page may call the shop. */
  async function call<Data>(method: "POST" | "DELETE", path: string, body: object): Promise<GraphResponse<Data>> {
    const response = await fetch(new URL(path, shop), {
      method,
      credentials: "include",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
      body: JSON.stringify(body),
    });
    return JSON.parse(await response.text());
  }

  /** Operations that fail together renew the session once. Several tabs may do it at the same time. */
  function refresh(): Promise<SessionResult> {
    renewing ??= call<{ refreshSession: SessionResult }>("POST", "/session/refresh", {})
      .then((result) => dataOf(result).refreshSession)
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  }

  return {
    refresh,
    send: async (document, variables) => {
      const ask = () => call<ResultOf<typeof document>>("POST", "/graphql", { query: print(document), variables });
      const result = await ask();
      if (result.errors?.[0]?.extensions.code !== "UNAUTHENTICATED") return dataOf(result);
      // Where the session has ended, its cookies are gone now, and the operation is sent as a guest's.
      await refresh();
      return dataOf(await ask());
    },
    signIn: async (email, password) =>
      dataOf(await call<{ login: SessionResult }>("POST", "/session", { email, password })).login,
    signOut: async () => {
      dataOf(await call("DELETE", "/session", {}));
    },
  };
}

function dataOf<Data>({ data, errors }: GraphResponse<Data>): Data {
  if (errors) throw new Error(errors.map(({ message }) => message).join("\n"));
  return data;
}
