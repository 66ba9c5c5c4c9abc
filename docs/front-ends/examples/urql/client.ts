/** urql, with the session renewed by its exchange for authentication. */
import { createClient as createUrqlClient, fetchExchange } from "@urql/core";
import { authExchange } from "@urql/exchange-auth";
import { getOperationAST } from "graphql";
import { RefreshDocument } from "../operations.ts";
import type { Send } from "../purchase.ts";
import type { Session } from "../session.ts";

/** Sends operations as a guest, or as who the session belongs to. In a page, use the client with urql's hooks instead. */
export function createClient(shop: string, stored?: Session): Send {
  let session = stored;
  const auth = authExchange(async (utils) => ({
    addAuthToOperation: (operation) =>
      session?.accessToken
        ? utils.appendHeaders(operation, { authorization: `Bearer ${session.accessToken}` })
        : operation,
    didAuthError: ({ graphQLErrors }) => graphQLErrors.some(({ extensions }) => extensions.code === "UNAUTHENTICATED"),
    willAuthError: () => session?.accessToken === "",
    refreshAuth: async () => {
      if (!session) return;
      const { data } = await utils.mutate(RefreshDocument, { input: { refreshToken: session.refreshToken } });
      session = data?.refreshSession.__typename === "Session" ? data.refreshSession : undefined;
    },
  }));
  const client = createUrqlClient({
    url: new URL("/graphql", shop).href,
    preferGetMethod: false,
    exchanges: [auth, fetchExchange],
  });
  return async (document, variables, headers = {}) => {
    const isMutation = getOperationAST(document)?.operation === "mutation";
    const { data, error } = await (isMutation
      ? client.mutation(document, variables, { fetchOptions: { headers } })
      : client.query(document, variables, { fetchOptions: { headers } }));
    if (error || !data) throw error ?? new Error("no data came");
    return data;
  };
}
