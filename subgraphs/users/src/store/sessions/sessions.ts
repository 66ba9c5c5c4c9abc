/** Queries of sessions and their refresh tokens. */
import { rowInto } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, desc, eq, gt, inArray, isNull, lte, ne } from "drizzle-orm";
import { type RefreshTokenRow, refreshTokens, type SessionRow, sessions, type UserRow, users } from "../tables.ts";

export const insertSession = rowInto(sessions);

/** Records the use of a session and its new expiry. */
export async function touchSession(tx: Tx, id: string, now: number, expiresAt: number): Promise<void> {
  await tx.update(sessions).set({ lastUsedAt: now, expiresAt }).where(eq(sessions.id, id));
}

/** Finds the sessions of these people that have not ended, each person's most recently used first. */
export function findSessionsByUsers(db: Reader, userIds: readonly string[], now: number): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(inArray(sessions.userId, [...userIds]), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id));
}

/** Ends one session of this person; false if there is none. */
export async function endSession(tx: Tx, userId: string, id: string, now: number): Promise<boolean> {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.id, id), gt(sessions.expiresAt, now)))
    .returning({ id: sessions.id });
  return ended.length === 1;
}

/** Ends all sessions of this person, or all but one; returns how many were still valid. */
export async function endSessions(tx: Tx, userId: string, now: number, except?: string): Promise<number> {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), except === undefined ? undefined : ne(sessions.id, except)))
    .returning({ expiresAt: sessions.expiresAt });
  return ended.filter(({ expiresAt }) => expiresAt > now).length;
}

/** Ends all sessions; returns how many there were. */
export async function endAllSessions(tx: Tx): Promise<number> {
  const ended = await tx.delete(sessions).returning({ id: sessions.id });
  return ended.length;
}

export const insertRefreshToken = rowInto(refreshTokens);

export type FoundRefreshToken = { token: RefreshTokenRow; session: SessionRow; user: UserRow };

/** Finds a refresh token by its hash, with its session and person; undefined if it is unknown or its session has ended. */
export async function findRefreshToken(db: Reader, hash: string): Promise<FoundRefreshToken | undefined> {
  const [row] = await db
    .select({ token: refreshTokens, session: sessions, user: users })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(refreshTokens.hash, hash));
  return row;
}

export async function findRefreshTokenByCounter(
  db: Reader,
  sessionId: string,
  counter: number,
): Promise<RefreshTokenRow | undefined> {
  const [row] = await db
    .select()
    .from(refreshTokens)
    .where(and(eq(refreshTokens.sessionId, sessionId), eq(refreshTokens.counter, counter)));
  return row;
}

/** Marks a token as replaced; false if it was replaced before. */
export async function markReplaced(
  tx: Tx,
  { sessionId, counter }: Pick<RefreshTokenRow, "sessionId" | "counter">,
  now: number,
): Promise<boolean> {
  const marked = await tx
    .update(refreshTokens)
    .set({ replacedAt: now })
    .where(
      and(eq(refreshTokens.sessionId, sessionId), eq(refreshTokens.counter, counter), isNull(refreshTokens.replacedAt)),
    )
    .returning({ counter: refreshTokens.counter });
  return marked.length === 1;
}

/** Deletes expired sessions and refresh tokens. */
export async function dropEndedSessions(tx: Tx, now: number): Promise<void> {
  await tx.delete(sessions).where(lte(sessions.expiresAt, now));
  await tx.delete(refreshTokens).where(lte(refreshTokens.expiresAt, now));
}
