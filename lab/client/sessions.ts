/** Sessions of a client: signs in each account once and renews its token. */
import { z } from "zod";
import { type Graph, type Mutation, mutate, mutation, RefusedError } from "./retrying-client.ts";

export type Account = { email: string; password: string };

/** Gives a token that is good for at least the next minute. */
export type TokenOf = (account: Account) => Promise<string>;

type Session = { token: string; until: number; refreshToken: string };

const spare = 60_000;

const opened = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresAt: z.iso.datetime() });
type Opened = z.infer<typeof opened>;
const selection = "accessToken refreshToken expiresAt";

const login = mutation({ name: "login", input: "LoginInput", success: "Session", selection }, opened);
const refreshSession = mutation(
  { name: "refreshSession", input: "RefreshSessionInput", success: "Session", selection },
  opened,
);

/** Remembers the sessions of this shop's people; one person's are asked for one after the other. */
export function openSessions(graph: Graph): TokenOf {
  const sessions = new Map<string, Promise<Session>>();

  async function open(how: Mutation<Opened>, input: Record<string, string>): Promise<Session> {
    const { accessToken, refreshToken, expiresAt } = await mutate(graph, how, input);
    return { token: accessToken, refreshToken, until: Date.parse(expiresAt) - spare };
  }

  /** A refresh token that was used ends its session: then an answer was lost, and the person signs in again. */
  async function goOn({ email, password }: Account, before: Promise<Session> | undefined): Promise<Session> {
    const known = await before?.catch(() => undefined);
    if (known && known.until > Date.now()) return known;
    if (!known) return open(login, { email, password });
    return open(refreshSession, { refreshToken: known.refreshToken }).catch((error) => {
      if (error instanceof RefusedError) return open(login, { email, password });
      throw error;
    });
  }

  return async (account) => {
    const session = goOn(account, sessions.get(account.email));
    sessions.set(account.email, session);
    return (await session).token;
  };
}
