/** Sessions and their tokens: each use of a refresh token replaces it. */
import { showTo } from "@hansa/kit/graphql";
import type { Viewer } from "@hansa/kit/identity";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { RefreshSessionInput } from "../../generated/resolvers.ts";
import { signAccessToken } from "../../providers/jwt.ts";
import { hashToken, makeToken, remakeToken } from "../../providers/secrets.ts";
import {
  endOldestSessions,
  endSession,
  type FoundRefreshToken,
  findRefreshToken,
  findRefreshTokenByCounter,
  insertRefreshToken,
  insertSession,
  markReplaced,
  touchSession,
} from "../../store/sessions/sessions.ts";
import type { SessionRow, UserRow } from "../../store/tables.ts";
import { recordAction } from "../audit/audit-log.ts";
import { invalidToken } from "../email/links.ts";
import type { MutationResult } from "../mutation-results.ts";
import { scopesOf } from "../roles/roles.ts";
import { accessTokenLifetimeMs, findCurrentKey, type SigningKey } from "./signing-keys.ts";

const day = 24 * 60 * 60_000;

/** The lifetime of an unused refresh token. */
const refreshTokenLifetimeMs = 30 * day;
/** The grace period of a replaced token, in which its repetition is taken for a retry after a lost response. */
const graceMs = 10_000;
const nonceBytes = 32;
/** The most sessions of one person: more than anybody has devices, and few enough to list and to end. */
export const maxSessions = 50;

/**
 * A session with its person, its valid refresh token, and the key that signs its access token. The key is found in the transaction that issues the
 * refresh token: without a key, no token is spent and no session begins.
 */
export type IssuedSession = {
  user: UserRow;
  sessionId: string;
  refreshToken: string;
  refreshExpiresAt: number;
  signingKey: SigningKey;
};

/** Begins a session with its first refresh token. Beyond the most sessions of one person, those that were used longest ago end. */
export async function beginSession(context: Context, tx: Tx, user: UserRow): Promise<IssuedSession> {
  const { runtime } = context;
  const now = runtime.now();
  const session: SessionRow = {
    id: runtime.newId("ses"),
    userId: user.id,
    device: context.from.agent,
    nonce: Buffer.from(runtime.randomBytes(nonceBytes)).toString("base64url"),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + refreshTokenLifetimeMs,
  };
  await endOldestSessions(tx, user.id, maxSessions - 1, now);
  await insertSession(tx, session);
  return issueRefreshToken(context, tx, { session, user }, 1);
}

/** Builds the result for the client, with an access token that carries the person's current scopes. */
export async function buildSessionResult(context: Context, session: IssuedSession) {
  const { runtime } = context;
  const { user, sessionId, refreshToken, refreshExpiresAt, signingKey } = session;
  const issuedAt = Math.floor(runtime.now() / 1_000);
  const endsAt = issuedAt + accessTokenLifetimeMs / 1_000;
  const scopes = scopesOf(user.role);
  const accessToken = await signAccessToken(signingKey, {
    sub: user.id,
    role: user.role,
    scope: scopes.join(" "),
    sid: sessionId,
    jti: runtime.newId("jti"),
    issuedAt,
    endsAt,
  });
  const expiresAt = endsAt * 1_000;
  const viewer: Viewer = { kind: "user", id: user.id, role: user.role, scopes: [...scopes], sessionId };
  const shown = showTo(viewer, { ...user });
  return { __typename: "Session", accessToken, refreshToken, expiresAt, refreshExpiresAt, user: shown } as const;
}

/** Returns the successor of a refresh token. One that was replaced before the grace period ends the session: it may be stolen. */
export async function refreshSession(
  context: Context,
  { refreshToken }: RefreshSessionInput,
): Promise<MutationResult<"RefreshSessionResult">> {
  const { store, runtime } = context;
  const session = await store.write("refresh-session", async (tx) => {
    const known = await findRefreshToken(tx, hashToken(refreshToken));
    if (!known || known.token.expiresAt <= runtime.now()) return undefined;
    const { replacedAt } = known.token;
    if (replacedAt === null) return replaceToken(context, tx, known);
    if (runtime.now() - replacedAt <= graceMs) return reissueSuccessor(context, tx, known);
    await endStolenSession(context, tx, known);
    return undefined;
  });
  return session ? buildSessionResult(context, session) : invalidToken("refreshToken");
}

async function replaceToken(
  context: Context,
  tx: Tx,
  { token, session, user }: FoundRefreshToken,
): Promise<IssuedSession> {
  const now = context.runtime.now();
  if (!(await markReplaced(tx, token, now)))
    throw new Error(`a refresh token of ${session.id} was replaced twice in one transaction`);
  await touchSession(tx, session.id, now, now + refreshTokenLifetimeMs);
  return issueRefreshToken(context, tx, { session, user }, token.counter + 1);
}

/** Returns the successor that was issued before, so that two tabs that refresh at once share one token. */
async function reissueSuccessor(
  context: Context,
  tx: Tx,
  known: FoundRefreshToken,
): Promise<IssuedSession | undefined> {
  const { token, session, user } = known;
  const successor = await findRefreshTokenByCounter(tx, session.id, token.counter + 1);
  if (!successor) throw new Error(`a refresh token of ${session.id} was replaced and has no successor`);
  const refreshToken = remakeToken(context.secrets, tokenText(session, successor.counter), successor.hash);
  if (refreshToken === undefined) return undefined;
  const signingKey = await findCurrentKey(context, tx);
  return { user, sessionId: session.id, refreshToken, refreshExpiresAt: successor.expiresAt, signingKey };
}

async function endStolenSession(context: Context, tx: Tx, { session, user }: FoundRefreshToken): Promise<void> {
  await endSession(tx, user.id, session.id, context.runtime.now());
  await recordAction(context, tx, {
    action: "session.reused",
    subjectId: user.id,
    summary: `Ended ${session.id} of ${user.id}, because a refresh token that had been replaced was used again.`,
  });
}

async function issueRefreshToken(
  context: Context,
  tx: Tx,
  { session, user }: Pick<FoundRefreshToken, "session" | "user">,
  counter: number,
): Promise<IssuedSession> {
  const { runtime, secrets } = context;
  const signingKey = await findCurrentKey(context, tx);
  const refreshToken = makeToken(secrets, tokenText(session, counter));
  const refreshExpiresAt = runtime.now() + refreshTokenLifetimeMs;
  await insertRefreshToken(tx, {
    sessionId: session.id,
    counter,
    hash: hashToken(refreshToken),
    expiresAt: refreshExpiresAt,
    replacedAt: null,
  });
  return { user, sessionId: session.id, refreshToken, refreshExpiresAt, signingKey };
}

/** The text that a refresh token is derived from. Its nonce is random, so the secret of users alone gives no token. */
function tokenText({ id, nonce }: SessionRow, counter: number): string {
  return `${id} ${nonce} ${counter}`;
}
