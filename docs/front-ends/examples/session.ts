/** A session of a customer: an access token of five minutes, and a refresh token that is used once and kept. */
import { LoginDocument, MeDocument, RefreshDocument } from "./operations.ts";
import type { Send } from "./purchase.ts";

export type Session = { accessToken: string; refreshToken: string };

/** Signs in as the customer of the demo shop. */
export async function signIn(send: Send): Promise<Session> {
  const { login } = await send(LoginDocument, {
    input: { email: "ada@hansa.example", password: "ada-buys-at-hansa" },
  });
  if (login.__typename !== "Session") throw new Error(`${login.code}: ${login.message}`);
  return login;
}

/**
 * The next session. Two tabs must not use one refresh token twice, which ends the session as stolen: share the promise, or use the Web Locks API.
 */
export async function refresh(send: Send, refreshToken: string): Promise<Session> {
  const { refreshSession } = await send(RefreshDocument, { input: { refreshToken } });
  if (refreshSession.__typename !== "Session") throw new Error(`${refreshSession.code}: ${refreshSession.message}`);
  return refreshSession;
}

/** Prints who is signed in, and the last orders. */
export async function showAccount(send: Send): Promise<void> {
  const { me } = await send(MeDocument, {});
  console.log(`signed in as ${me?.email}, ${me?.orders?.nodes.length} orders`);
}
