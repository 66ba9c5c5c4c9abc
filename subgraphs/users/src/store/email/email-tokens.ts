/** Queries of e-mail tokens: each is valid once and until it expires. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, desc, eq, gt, inArray, lte } from "drizzle-orm";
import { type EmailTokenRow, emailTokens, type UserRow, users } from "../tables.ts";

/** Stores a token. One with the same id gets the new data and expiry, and its link stays the same. */
export async function saveEmailToken(tx: Tx, token: EmailTokenRow): Promise<void> {
  await tx.insert(emailTokens).values(token).onConflictDoUpdate({ target: emailTokens.id, set: token });
}

/** Finds a valid token and its person. */
export async function findEmailToken(
  db: Reader,
  id: string,
  now: number,
): Promise<{ token: EmailTokenRow; user: UserRow } | undefined> {
  const [row] = await db
    .select({ token: emailTokens, user: users })
    .from(emailTokens)
    .innerJoin(users, eq(users.id, emailTokens.userId))
    .where(and(eq(emailTokens.id, id), gt(emailTokens.expiresAt, now)));
  return row;
}

type Purpose = EmailTokenRow["purpose"];

/** Finds the account of a valid token; undefined if the token is used, expired or unknown. */
export async function findOwnerOfEmailToken(
  db: Reader,
  purpose: Purpose,
  hash: string,
  now: number,
): Promise<UserRow | undefined> {
  const [row] = await db
    .select({ user: users })
    .from(emailTokens)
    .innerJoin(users, eq(users.id, emailTokens.userId))
    .where(matchValidToken(purpose, hash, now));
  return row?.user;
}

/** Finds a valid token by its hash; undefined if it is used, expired or unknown. */
export async function findValidToken(
  db: Reader,
  purpose: Purpose,
  hash: string,
  now: number,
): Promise<EmailTokenRow | undefined> {
  const [row] = await db
    .select()
    .from(emailTokens)
    .where(matchValidToken(purpose, hash, now));
  return row;
}

/** A registration that waits for a link to be followed. */
type WaitingRegistration = EmailTokenRow & { passwordHash: string; displayName: string };

/** Finds the registrations of an account that wait, the newest first. */
export async function findRegistrations(db: Reader, userId: string, now: number): Promise<WaitingRegistration[]> {
  const rows = await db
    .select()
    .from(emailTokens)
    .where(matchWaitingTokens(userId, "verify", now))
    .orderBy(desc(emailTokens.expiresAt), desc(emailTokens.id));
  return rows.flatMap(({ passwordHash, displayName, ...row }) =>
    passwordHash === null || displayName === null ? [] : [{ ...row, passwordHash, displayName }],
  );
}

/** Whether the account has a valid token of this purpose. */
export async function hasValidToken(db: Reader, userId: string, purpose: Purpose, now: number): Promise<boolean> {
  const rows = await db
    .select({ id: emailTokens.id })
    .from(emailTokens)
    .where(matchWaitingTokens(userId, purpose, now))
    .limit(1);
  return rows.length === 1;
}

/** Consumes a token; undefined if it is used, expired or unknown. */
export async function consumeEmailToken(
  tx: Tx,
  purpose: Purpose,
  hash: string,
  now: number,
): Promise<EmailTokenRow | undefined> {
  const [row] = await tx
    .delete(emailTokens)
    .where(matchValidToken(purpose, hash, now))
    .returning();
  return row;
}

/** Deletes the person's tokens, of one purpose or all. */
export async function dropEmailTokens(tx: Tx, userId: string, purpose?: Purpose): Promise<void> {
  await tx
    .delete(emailTokens)
    .where(and(eq(emailTokens.userId, userId), purpose ? eq(emailTokens.purpose, purpose) : undefined));
}

/** Finds the changes of address that wait for their link to be followed. */
export function findEmailChanges(db: Reader, userId: string, now: number): Promise<EmailTokenRow[]> {
  return db
    .select()
    .from(emailTokens)
    .where(matchWaitingTokens(userId, "change-email", now));
}

/** Deletes all tokens that change an account: those for password resets and for other addresses. */
export async function dropChangeTokens(tx: Tx): Promise<void> {
  await tx.delete(emailTokens).where(inArray(emailTokens.purpose, ["reset", "change-email"]));
}

/** Deletes the tokens that have expired. */
export async function dropOldEmailTokens(tx: Tx, now: number): Promise<void> {
  await tx.delete(emailTokens).where(lte(emailTokens.expiresAt, now));
}

function matchWaitingTokens(userId: string, purpose: Purpose, now: number) {
  return and(eq(emailTokens.userId, userId), eq(emailTokens.purpose, purpose), gt(emailTokens.expiresAt, now));
}

function matchValidToken(purpose: Purpose, hash: string, now: number) {
  return and(eq(emailTokens.purpose, purpose), eq(emailTokens.hash, hash), gt(emailTokens.expiresAt, now));
}
