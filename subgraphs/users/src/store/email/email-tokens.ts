/** Queries of e-mail tokens: each is valid once and until it expires. */
import { type Reader, rowInto, type Tx } from "@hansa/kit/store";
import { and, desc, eq, gt, inArray, lte } from "drizzle-orm";
import { type EmailTokenRow, emailTokens, type UserRow, users } from "../tables.ts";

export const insertEmailToken = rowInto(emailTokens);

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

/** Finds the registrations of an account that wait for a link to be followed, the newest first. */
export async function findRegistrations(
  db: Reader,
  userId: string,
  now: number,
): Promise<{ passwordHash: string; displayName: string }[]> {
  const rows = await db
    .select()
    .from(emailTokens)
    .where(and(eq(emailTokens.userId, userId), eq(emailTokens.purpose, "verify"), gt(emailTokens.expiresAt, now)))
    .orderBy(desc(emailTokens.expiresAt), desc(emailTokens.id));
  return rows.flatMap(({ passwordHash, displayName }) =>
    passwordHash === null || displayName === null ? [] : [{ passwordHash, displayName }],
  );
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
    .where(
      and(eq(emailTokens.userId, userId), eq(emailTokens.purpose, "change-email"), gt(emailTokens.expiresAt, now)),
    );
}

/** Deletes all tokens that change an account: those for password resets and for other addresses. */
export async function dropChangeTokens(tx: Tx): Promise<void> {
  await tx.delete(emailTokens).where(inArray(emailTokens.purpose, ["reset", "change-email"]));
}

/** Deletes the tokens that have expired. */
export async function dropOldEmailTokens(tx: Tx, now: number): Promise<void> {
  await tx.delete(emailTokens).where(lte(emailTokens.expiresAt, now));
}

function matchValidToken(purpose: Purpose, hash: string, now: number) {
  return and(eq(emailTokens.purpose, purpose), eq(emailTokens.hash, hash), gt(emailTokens.expiresAt, now));
}
