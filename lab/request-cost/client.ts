/** Sends operations as a guest or as a customer, and renews expired sessions. */
import { z } from "zod";
import type { Role } from "./operations/operation.ts";
import type { Account } from "./processes/shop.ts";

type Answer = {
  /** The router executed the operation: it was not refused as a whole. */
  accepted: boolean;
  /** Codes of the errors; empty text where an error has none. */
  codes: readonly string[];
  data: unknown;
  milliseconds: number;
};

export type Request = { role: Role; query: string; variables?: Readonly<Record<string, unknown>> };
export type Client = (request: Request) => Promise<Answer>;

/** Longer than the router's own deadline, so that a slow answer is seen as one. */
const timeoutMs = 60_000;
/** An access token is good for five minutes. */
const sessionMs = 120_000;

const envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }).optional() })).default([]),
});
const signedIn = z.object({ login: z.object({ accessToken: z.string() }) });

/** Opens a client of the graph at `url`. */
export function openClient(url: string, accounts: readonly Account[]): Client {
  let session: { token: string; openedAt: number } | undefined;
  let turn = 0;

  async function token(): Promise<string> {
    if (session && performance.now() - session.openedAt < sessionMs) return session.token;
    for (let attempt = 0; attempt < accounts.length; attempt += 1) {
      const account = accounts[turn % accounts.length];
      if (!account) break;
      const { data } = await send(url, login, { email: account.email, password: account.password });
      const parsed = signedIn.safeParse(data);
      if (parsed.success) {
        session = { token: parsed.data.login.accessToken, openedAt: performance.now() };
        return session.token;
      }
      turn += 1;
    }
    throw new Error("no customer can sign in any more");
  }

  return async ({ role, query, variables = {} }) => {
    if (role === "guest") return send(url, query, variables);
    const answer = await send(url, query, variables, await token());
    // The operation ended the session or the account: the next customer goes on.
    if (answer.codes.includes("UNAUTHENTICATED")) {
      session = undefined;
      turn += 1;
    }
    return answer;
  };
}

const login =
  "mutation ($email: String!, $password: String!) { login(input: { email: $email, password: $password }) { __typename ... on Session { accessToken } } }";

async function send(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  token?: string,
): Promise<Answer> {
  const began = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  const milliseconds = performance.now() - began;
  if (!response) return { accepted: false, codes: ["NO_ANSWER"], data: null, milliseconds };
  const parsed = envelope.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return { accepted: false, codes: ["NO_GRAPHQL_ANSWER"], data: null, milliseconds };
  const { data, errors } = parsed.data;
  return {
    accepted: data !== null && data !== undefined,
    codes: errors.map(({ extensions }) => extensions?.code ?? ""),
    data,
    milliseconds,
  };
}
