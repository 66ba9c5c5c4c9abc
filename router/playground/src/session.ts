/** Sessions of the demo accounts, signed in through the graph like anybody else. They live in memory only. */
import type { Account } from "./notes.ts";

type Session = {
  token: string;
  /** Epoch milliseconds. */
  endsAt: number;
};

const loginMutation = `mutation PlaygroundLogin($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on Session { accessToken expiresAt }
    ... on UserError { message }
  }
}`;

/** The remaining lifetime below which a token is replaced, in milliseconds. */
const spareMs = 30_000;

/** Gives the access token of an account, signing in when there is none or it is about to end. Throws a sentence for the page. */
export type Sessions = (account: Account) => Promise<string>;

/** Opens the sessions of this visit: one for each account, signed in when first needed. */
export function openSessions(): Sessions {
  const sessions = new Map<string, Promise<Session>>();
  return async (account) => {
    const known = await sessions.get(account.email)?.catch(() => undefined);
    if (known && known.endsAt - Date.now() > spareMs) return known.token;
    const signedIn = signIn(account);
    sessions.set(account.email, signedIn);
    return (await signedIn).token;
  };
}

async function signIn({ email, password }: Account): Promise<Session> {
  const { data, errors } = await sendOperation({ query: loginMutation, variables: { input: { email, password } } }, {});
  const login = data?.login;
  if (login?.__typename !== "Session")
    throw new Error(login?.message ?? errors?.[0]?.message ?? "The shop did not answer.");
  return { token: login.accessToken, endsAt: Date.parse(login.expiresAt) };
}

/** Sends one operation to the router and returns its response. */
export async function sendOperation(operation: object, headers: Record<string, string>) {
  const answer = await fetch("/graphql", {
    method: "POST",
    // The playground sends its own identity: the cookies of a storefront on this host do not count.
    credentials: "omit",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  return answer.json();
}
