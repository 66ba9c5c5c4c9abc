/** Signing in and out. The session is in cookies of the shop, which no script reads. */
import type { GraphClient } from "./client.ts";
import type { GraphResponse } from "./response.ts";

export type SignInOutcome =
  | { kind: "signed in" | "wrong" | "unreachable" }
  | { kind: "too often"; retryAfterMs: number };

type Login =
  | { __typename: "Session" | "InvalidCredentialsError" | "ValidationError" }
  | { __typename: "RateLimitedError"; retryAfterMs: number };

/** Signs in with this browser. */
export async function signIn(client: GraphClient, email: string, password: string): Promise<SignInOutcome> {
  const response = await sendSession<{ login: Login | null }>(client, "POST", { email, password });
  const result = response.data?.login;
  if (!result) {
    const { retryAfterMs } = response.errors[0]?.extensions ?? {};
    return retryAfterMs === undefined ? { kind: "unreachable" } : { kind: "too often", retryAfterMs };
  }
  switch (result.__typename) {
    case "Session":
      return { kind: "signed in" };
    // An address that is none belongs to no account.
    case "InvalidCredentialsError":
    case "ValidationError":
      return { kind: "wrong" };
    case "RateLimitedError":
      return { kind: "too often", retryAfterMs: result.retryAfterMs };
  }
}

/** Signs out of this browser. False: the session may still be there. */
export async function signOut(client: GraphClient): Promise<boolean> {
  const { data } = await sendSession<{ logout: object | null }>(client, "DELETE", {});
  return Boolean(data?.logout);
}

async function sendSession<Result>(
  client: GraphClient,
  method: "POST" | "DELETE",
  body: object,
): Promise<GraphResponse<Result>> {
  try {
    return await client.session<Result>(method, "/session", body);
  } catch {
    return { data: null, errors: [] };
  }
}
