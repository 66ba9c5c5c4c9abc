/** Queries of sessions and their refresh tokens. */
import { given, isAmong, listOf, type Reader, rowInto, statement, type Tx } from "@hansa/kit/store";
import { and, desc, eq, gt, isNull, lte, ne, notInArray } from "drizzle-orm";
import { type RefreshTokenRow, refreshTokens, type SessionRow, sessions, type UserRow, users } from "../tables.ts";

export const insertSession = rowInto(sessions);

/** Records the use of a session and its new expiry. */
export const touchSession = statement(
  [sessions.id, sessions.lastUsedAt, sessions.expiresAt],
  (tx: Tx, id, now, expiresAt) => tx.update(sessions).set({ lastUsedAt: now, expiresAt }).where(eq(sessions.id, id)),
);

/** Finds the sessions of these people that have not ended, each person's most recently used first. */
export const findSessionsByUsers = statement(
  [listOf(sessions.userId), sessions.expiresAt],
  (db: Reader, userIds, now) =>
    db
      .select()
      .from(sessions)
      .where(and(isAmong(sessions.userId, userIds), gt(sessions.expiresAt, now)))
      .orderBy(desc(sessions.lastUsedAt), desc(sessions.id)),
);

/** Ends one session of this person; false if there is none. */
export async function endSession(tx: Tx, userId: string, id: string, now: number): Promise<boolean> {
  return (await deleteSession(tx, userId, id, now)).length === 1;
}

const deleteSession = statement([sessions.userId, sessions.id, sessions.expiresAt], (tx: Tx, userId, id, now) =>
  tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.id, id), gt(sessions.expiresAt, now)))
    .returning({ id: sessions.id }),
);

/** Ends all sessions of this person, or all but one; returns how many were still valid. */
export async function endSessions(tx: Tx, userId: string, now: number, except?: string): Promise<number> {
  const ended = await deleteSessions(tx, userId, { except });
  return ended.filter(({ expiresAt }) => expiresAt > now).length;
}

const deleteSessions = statement([sessions.userId, given({ except: sessions.id })], (tx: Tx, userId, { except }) =>
  tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), except && ne(sessions.id, except)))
    .returning({ expiresAt: sessions.expiresAt }),
);

/** Ends the sessions of this person beyond the `kept` ones that were used last; returns how many. */
export async function endOldestSessions(tx: Tx, userId: string, kept: number, now: number): Promise<number> {
  return (await deleteOldestSessions(tx, userId, kept, now)).length;
}

const deleteOldestSessions = statement([sessions.userId, "number", sessions.expiresAt], (tx: Tx, userId, kept, now) => {
  const isValid = and(eq(sessions.userId, userId), gt(sessions.expiresAt, now));
  const used = tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(isValid)
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.createdAt), desc(sessions.id))
    .limit(kept);
  return tx
    .delete(sessions)
    .where(and(isValid, notInArray(sessions.id, used)))
    .returning({ id: sessions.id });
});

/** Ends all sessions; returns how many there were. */
export async function endAllSessions(tx: Tx): Promise<number> {
  return (await deleteAllSessions(tx)).length;
}

const deleteAllSessions = statement([], (tx: Tx) => tx.delete(sessions).returning({ id: sessions.id }));

export const insertRefreshToken = rowInto(refreshTokens);

export type FoundRefreshToken = { token: RefreshTokenRow; session: SessionRow; user: UserRow };

/** Finds a refresh token by its hash, with its session and person; undefined if it is unknown or its session has ended. */
export async function findRefreshToken(db: Reader, hash: string): Promise<FoundRefreshToken | undefined> {
  const [row] = await refreshTokenWithSession(db, hash);
  return row;
}

const refreshTokenWithSession = statement([refreshTokens.hash], (db: Reader, hash) =>
  db
    .select({ token: refreshTokens, session: sessions, user: users })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(refreshTokens.hash, hash)),
);

/** The refresh token of a session with this counter. */
export async function findRefreshTokenByCounter(
  db: Reader,
  sessionId: string,
  counter: number,
): Promise<RefreshTokenRow | undefined> {
  const [row] = await refreshTokenByCounter(db, sessionId, counter);
  return row;
}

const refreshTokenByCounter = statement(
  [refreshTokens.sessionId, refreshTokens.counter],
  (db: Reader, sessionId, counter) =>
    db
      .select()
      .from(refreshTokens)
      .where(and(eq(refreshTokens.sessionId, sessionId), eq(refreshTokens.counter, counter))),
);

/** Marks a token as replaced; false if it was replaced before. */
export async function markReplaced(
  tx: Tx,
  token: Pick<RefreshTokenRow, "sessionId" | "counter">,
  now: number,
): Promise<boolean> {
  return (await setReplaced(tx, token, now)).length === 1;
}

const setReplaced = statement(
  [{ sessionId: refreshTokens.sessionId, counter: refreshTokens.counter }, refreshTokens.replacedAt],
  (tx: Tx, { sessionId, counter }, now) =>
    tx
      .update(refreshTokens)
      .set({ replacedAt: now })
      .where(
        and(
          eq(refreshTokens.sessionId, sessionId),
          eq(refreshTokens.counter, counter),
          isNull(refreshTokens.replacedAt),
        ),
      )
      .returning({ counter: refreshTokens.counter }),
);

/** Deletes expired sessions and refresh tokens. */
export async function dropEndedSessions(tx: Tx, now: number): Promise<void> {
  await dropSessions(tx, now);
  await dropRefreshTokens(tx, now);
}

const dropSessions = statement([sessions.expiresAt], (tx: Tx, now) =>
  tx.delete(sessions).where(lte(sessions.expiresAt, now)),
);
const dropRefreshTokens = statement([refreshTokens.expiresAt], (tx: Tx, now) =>
  tx.delete(refreshTokens).where(lte(refreshTokens.expiresAt, now)),
);
