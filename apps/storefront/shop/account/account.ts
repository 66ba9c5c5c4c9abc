/** The session of this browser. No script reads its cookies: a flag remembers a sign-in. */
import { type GraphResponse, hasFailed, type TypedDocument } from "@hansa/front/graph";
import { forgetTyped } from "@hansa/front/islands";
import { forgetCart } from "../cart/cart.ts";
import { graph } from "../graph.ts";
import { endSession, forgetSession, startSession } from "../session-flag.ts";

export type SignInOutcome =
  | { kind: "signed in" | "wrong" | "unreachable" }
  | { kind: "too often"; retryAfterMs: number };

type Login =
  | { __typename: "Session" | "InvalidCredentialsError" | "ValidationError" }
  | { __typename: "RateLimitedError"; retryAfterMs: number };

/** Signs in: the session is in cookies of the shop. */
export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  const response = await sendSession<{ login: Login | null }>("POST", { email, password });
  const result = response.data?.login;
  if (!result) {
    const { retryAfterMs } = response.errors[0]?.extensions ?? {};
    return retryAfterMs === undefined ? { kind: "unreachable" } : { kind: "too often", retryAfterMs };
  }
  switch (result.__typename) {
    case "Session":
      startSession();
      return { kind: "signed in" };
    // An address that is none belongs to no account.
    case "InvalidCredentialsError":
    case "ValidationError":
      return { kind: "wrong" };
    case "RateLimitedError":
      return { kind: "too often", retryAfterMs: result.retryAfterMs };
  }
}

/** Signs out of this browser, which then knows no cart of the account. False: the session may still be there. */
export async function signOut(): Promise<boolean> {
  const { data } = await sendSession<{ logout: object | null }>("DELETE", {});
  if (!data?.logout) return false;
  forgetAccount();
  return true;
}

/** Forgets the account in this browser: its session has ended by the person's own wish. */
export function forgetAccount(): void {
  forgetSession();
  forgetCart();
  forgetTyped();
}

/** Reads something of the person who is signed in: null for a guest. Throws while accounts cannot be reached. */
export async function readAccount<Result extends { me?: unknown }, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
): Promise<(Result & { me: NonNullable<Result["me"]> }) | null> {
  const response = await graph.send(document, variables);
  if (hasMe(response.data)) {
    startSession();
    return response.data;
  }
  if (hasFailed(response, "me")) throw new Error("the account cannot be read");
  endSession();
  return null;
}

function hasMe<Result extends { me?: unknown }>(
  data: Result | null,
): data is Result & { me: NonNullable<Result["me"]> } {
  return data?.me !== null && data?.me !== undefined;
}

async function sendSession<Result>(method: "POST" | "DELETE", body: object): Promise<GraphResponse<Result>> {
  try {
    return await graph.session<Result>(method, "/session", body);
  } catch {
    return { data: null, errors: [] };
  }
}
