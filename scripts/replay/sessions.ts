/** Signing in: once for each person, and again before the token ends. */
import { z } from "zod";
import { type Graph, mutate, mutation } from "./graph.ts";

export type Account = { email: string; password: string };

/** Gives a token that is good for at least the next minute. */
export type TokenOf = (account: Account) => Promise<string>;

const spare = 60_000;

const login = mutation(
  {
    name: "login",
    input: "LoginInput",
    success: "Session",
    selection: "accessToken expiresAt",
  },
  z.object({ accessToken: z.string(), expiresAt: z.iso.datetime() }),
);

/** Remembers the tokens of this shop's people. */
export function openSessions(graph: Graph): TokenOf {
  const sessions = new Map<string, Promise<{ token: string; until: number }>>();

  const signIn = async ({ email, password }: Account) => {
    const { accessToken, expiresAt } = await mutate(graph, login, { email, password });
    return { token: accessToken, until: Date.parse(expiresAt) - spare };
  };
  return async (account) => {
    const known = await sessions.get(account.email);
    if (known !== undefined && known.until > Date.now()) return known.token;
    const begun = signIn(account);
    sessions.set(account.email, begun);
    return (await begun).token;
  };
}
