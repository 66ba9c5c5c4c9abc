/** Links in mail as rows: each can be followed once, and only until it ends. */
import { rowInto } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, gt, lte } from "drizzle-orm";
import { type EmailTokenRow, emailTokens, type UserRow, users } from "./tables.ts";

export const insertEmailToken = rowInto(emailTokens);

/** A link that can still be followed, and whose it is. */
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

/** The account of a link that can still be followed; undefined if it was used, ran out or never was. */
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
    .where(good(purpose, hash, now));
  return row?.user;
}

/** Uses the link up; undefined if it was used, ran out or never was. */
export async function takeEmailToken(
  tx: Tx,
  purpose: Purpose,
  hash: string,
  now: number,
): Promise<EmailTokenRow | undefined> {
  const [row] = await tx
    .delete(emailTokens)
    .where(good(purpose, hash, now))
    .returning();
  return row;
}

/** Takes back the person's links, of one purpose or all. */
export async function dropEmailTokens(tx: Tx, userId: string, purpose?: Purpose): Promise<void> {
  await tx
    .delete(emailTokens)
    .where(and(eq(emailTokens.userId, userId), purpose ? eq(emailTokens.purpose, purpose) : undefined));
}

/** Takes back everybody's links by which a password is reset. */
export async function dropResetLinks(tx: Tx): Promise<void> {
  await tx.delete(emailTokens).where(eq(emailTokens.purpose, "reset"));
}

export async function dropOldEmailTokens(tx: Tx, now: number): Promise<void> {
  await tx.delete(emailTokens).where(lte(emailTokens.expiresAt, now));
}

function good(purpose: Purpose, hash: string, now: number) {
  return and(eq(emailTokens.purpose, purpose), eq(emailTokens.hash, hash), gt(emailTokens.expiresAt, now));
}
