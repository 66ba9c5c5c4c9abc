/** Sessions of a client: signs in each account once and renews its token. */
import { LoginDocument, RefreshDocument } from "./documents/purchase.ts";
import type { Graph } from "./graphql-client.ts";
import { isType, requireSuccess } from "./mutation.ts";
import { mutateUntilAnswered } from "./retries.ts";

export type Account = { email: string; password: string };

/** Gives a token that is valid for at least the next minute. */
export type TokenOf = (account: Account) => Promise<string>;

type Session = { token: string; until: number; refreshToken: string };

const spareMs = 60_000;

/** Caches the sessions of the shop's people; the sign-ins of one person run one after the other. */
export function openSessions(graph: Graph): TokenOf {
  const sessions = new Map<string, Promise<Session>>();

  async function open({ email, password }: Account): Promise<Session> {
    return sessionOf(requireSuccess(await mutateUntilAnswered(graph, LoginDocument, { email, password })));
  }

  /** A refresh token that was used ends its session: then a response was lost, and the person signs in again. */
  async function renew(account: Account, before: Promise<Session> | undefined): Promise<Session> {
    const known = await before?.catch(() => undefined);
    if (known && known.until > Date.now()) return known;
    if (!known) return open(account);
    const renewed = await mutateUntilAnswered(graph, RefreshDocument, { refreshToken: known.refreshToken });
    return isType(renewed, "Session") ? sessionOf(renewed) : open(account);
  }

  return async (account) => {
    const session = renew(account, sessions.get(account.email));
    sessions.set(account.email, session);
    return (await session).token;
  };
}

function sessionOf(opened: { accessToken: string; refreshToken: string; expiresAt: string }): Session {
  const { accessToken, refreshToken, expiresAt } = opened;
  return { token: accessToken, refreshToken, until: Date.parse(expiresAt) - spareMs };
}
