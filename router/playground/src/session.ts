/** Who the page asks as: a guest, or one of the demo accounts, signed in through the graph like anybody else. */
import type { Account } from "./notes.ts";

export type Session = {
  account: Account;
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

/** A token is replaced when it has less than this left, in milliseconds. */
const spareMs = 30_000;

/** Signs in. Throws, with a sentence for the page, when that does not work. */
export async function signIn(account: Account): Promise<Session> {
  const { email, password } = account;
  const { data, errors } = await ask({ query: loginMutation, variables: { input: { email, password } } }, {});
  const login = data?.login;
  if (login?.__typename !== "Session") throw new Error(login?.message ?? errors?.[0]?.message ?? "Nobody answers.");
  return { account, token: login.accessToken, endsAt: Date.parse(login.expiresAt) };
}

/** The same session, signed in anew if its token is about to end. */
export async function fresh(session: Session): Promise<Session> {
  return session.endsAt - Date.now() > spareMs ? session : signIn(session.account);
}

/** Sends one operation to the router and gives its answer, whatever it is. */
export async function ask(operation: object, headers: Record<string, string>) {
  const answer = await fetch("/graphql", {
    method: "POST",
    // The playground asks as whom it says: the cookies of a storefront on this host do not count.
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
