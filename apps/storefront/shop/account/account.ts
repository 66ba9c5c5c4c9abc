/** The session of this browser. No script reads its cookies: a flag remembers a sign-in. */
import {
  hasFailed,
  type SignInOutcome,
  signIn as sendSignIn,
  signOut as sendSignOut,
  type TypedDocument,
} from "@hansa/front/graph";
import { forgetTyped } from "@hansa/front/islands";
import { forgetCart } from "../cart/cart.ts";
import { graph } from "../graph.ts";
import { endSession, forgetSession, startSession } from "../session-flag.ts";

/** Signs in: the session is in cookies of the shop. */
export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  const outcome = await sendSignIn(graph, email, password);
  if (outcome.kind === "signed in") startSession();
  return outcome;
}

/** Signs out of this browser, which then knows no cart of the account. False: the session may still be there. */
export async function signOut(): Promise<boolean> {
  const isDone = await sendSignOut(graph);
  if (isDone) forgetAccount();
  return isDone;
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
