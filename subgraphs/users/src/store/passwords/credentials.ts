/** Queries of credentials: at most one password hash per person. */
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, eq } from "drizzle-orm";
import { credentials, type UserRow, users } from "../tables.ts";

/** Finds the person with this address and their password hash; undefined if nobody can sign in with it. */
export async function findCredentialByEmail(
  db: Reader,
  email: string,
): Promise<{ user: UserRow; passwordHash: string } | undefined> {
  const [row] = await db
    .select({ user: users, passwordHash: credentials.passwordHash })
    .from(users)
    .innerJoin(credentials, eq(credentials.userId, users.id))
    .where(eq(users.email, email));
  return row;
}

export async function savePassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx
    .insert(credentials)
    .values({ userId, passwordHash })
    .onConflictDoUpdate({ target: credentials.userId, set: { passwordHash } });
}

/** Replaces the hash if it is still the one that was compared with; false if it changed meanwhile. */
export async function replacePassword(
  tx: Tx,
  userId: string,
  compared: string,
  passwordHash: string,
): Promise<boolean> {
  const replaced = await tx
    .update(credentials)
    .set({ passwordHash })
    .where(and(eq(credentials.userId, userId), eq(credentials.passwordHash, compared)))
    .returning({ userId: credentials.userId });
  return replaced.length === 1;
}
