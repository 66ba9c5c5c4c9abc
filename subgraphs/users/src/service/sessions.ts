/** Sign-ins: how one begins, and goes on by refresh tokens that are replaced at each use. */
import { showTo } from "@hansa/kit/access";
import type { Viewer } from "@hansa/kit/identity";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import type { RefreshSessionInput } from "../generated/resolvers.ts";
import { hashToken, makeToken, remakeToken } from "../providers/secrets.ts";
import { signAccessToken } from "../providers/signing.ts";
import {
  endSession,
  findRefreshToken,
  findTokenOfSession,
  insertRefreshToken,
  insertSession,
  type KnownToken,
  markReplaced,
  touchSession,
} from "../store/sessions.ts";
import type { SessionRow, UserRow } from "../store/tables.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { accessLifeMs, currentKey } from "./keys.ts";
import { invalidToken } from "./links.ts";
import { scopesOf } from "./roles.ts";

const day = 24 * 60 * 60_000;

/** How long a refresh token waits to be used. */
const refreshLifeMs = 30 * day;
/** So long after it was replaced, a token that comes again is taken for one whose answer was lost. */
const graceMs = 10_000;
const nonceBytes = 32;

/** What a sign-in needs to answer: who, where, and the refresh token that is good now. */
export type Begun = { user: UserRow; sessionId: string; refreshToken: string; refreshExpiresAt: number };

/** Begins a sign-in with its first refresh token. */
export async function beginSession(context: Context, tx: Tx, user: UserRow): Promise<Begun> {
  const { world } = context;
  const now = world.now();
  const session: SessionRow = {
    id: world.newId("ses"),
    userId: user.id,
    device: context.from.agent,
    nonce: Buffer.from(world.randomBytes(nonceBytes)).toString("base64url"),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + refreshLifeMs,
  };
  await insertSession(tx, session);
  return addToken(context, tx, user, session, 1);
}

/** The answer for the client, with an access token that says what this person may do from now on. */
export async function answerSession(context: Context, begun: Begun) {
  const { world } = context;
  const { user, sessionId, refreshToken, refreshExpiresAt } = begun;
  const issuedAt = Math.floor(world.now() / 1_000);
  const endsAt = issuedAt + accessLifeMs / 1_000;
  const scopes = scopesOf(user.role);
  const accessToken = await signAccessToken(await currentKey(context), {
    sub: user.id,
    role: user.role,
    scope: scopes.join(" "),
    sid: sessionId,
    jti: world.newId("jti"),
    issuedAt,
    endsAt,
  });
  const expiresAt = endsAt * 1_000;
  const viewer: Viewer = { kind: "user", id: user.id, role: user.role, scopes: [...scopes], sessionId };
  const shown = showTo(viewer, { ...user });
  return { __typename: "Session", accessToken, refreshToken, expiresAt, refreshExpiresAt, user: shown } as const;
}

/** Gives the successor of a refresh token. One that was replaced a while ago ends the sign-in: somebody may have stolen it. */
export async function refreshSession(
  context: Context,
  { refreshToken }: RefreshSessionInput,
): Promise<Answer<"RefreshSessionResult">> {
  const { store, world } = context;
  const begun = await store.write("refresh-session", async (tx) => {
    const known = await findRefreshToken(tx, hashToken(refreshToken));
    if (!known || known.token.expiresAt <= world.now()) return undefined;
    const { replacedAt } = known.token;
    if (replacedAt === null) return replaceToken(context, tx, known);
    if (world.now() - replacedAt <= graceMs) return sameSuccessor(context, tx, known);
    await endStolen(context, tx, known);
    return undefined;
  });
  return begun ? answerSession(context, begun) : invalidToken("refreshToken");
}

async function replaceToken(context: Context, tx: Tx, { token, session, user }: KnownToken): Promise<Begun> {
  const now = context.world.now();
  if (!(await markReplaced(tx, token, now))) throw new Error(`a token of ${session.id} was replaced twice at once`);
  await touchSession(tx, session.id, now, now + refreshLifeMs);
  return addToken(context, tx, user, session, token.counter + 1);
}

/** The same as was answered before, so that two tabs that asked at once go on with one token. */
async function sameSuccessor({ secrets }: Context, tx: Tx, known: KnownToken): Promise<Begun | undefined> {
  const { token, session, user } = known;
  const successor = await findTokenOfSession(tx, session.id, token.counter + 1);
  if (!successor) throw new Error(`a token of ${session.id} was replaced by nothing`);
  const refreshToken = remakeToken(secrets, tokenText(session, successor.counter), successor.hash);
  return refreshToken === undefined
    ? undefined
    : { user, sessionId: session.id, refreshToken, refreshExpiresAt: successor.expiresAt };
}

async function endStolen(context: Context, tx: Tx, { session, user }: KnownToken): Promise<void> {
  await endSession(tx, user.id, session.id, context.world.now());
  await record(context, tx, {
    action: "session.reused",
    subjectId: user.id,
    summary: `Ended ${session.id} of ${user.id}, because a refresh token that had been replaced was used again.`,
  });
}

async function addToken(
  { world, secrets }: Context,
  tx: Tx,
  user: UserRow,
  session: SessionRow,
  counter: number,
): Promise<Begun> {
  const refreshToken = makeToken(secrets, tokenText(session, counter));
  const refreshExpiresAt = world.now() + refreshLifeMs;
  await insertRefreshToken(tx, {
    sessionId: session.id,
    counter,
    hash: hashToken(refreshToken),
    expiresAt: refreshExpiresAt,
    replacedAt: null,
  });
  return { user, sessionId: session.id, refreshToken, refreshExpiresAt };
}

/** What a refresh token is made from. The nonce is random, so the secret of users alone gives nobody a token. */
function tokenText({ id, nonce }: SessionRow, counter: number): string {
  return `${id} ${nonce} ${counter}`;
}
