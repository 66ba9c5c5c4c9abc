/** Queries of credentials: at most one password hash per person. */
import { type Reader, rowBy, statement, type Tx } from "@hansa/kit/store";
import { and, eq } from "drizzle-orm";
import { credentials, type UserRow, users } from "../tables.ts";

/** Finds the password hash of an account; undefined if it has none. */
export const findPassword = rowBy(credentials, credentials.userId);

/** Finds the person with this address and their password hash; undefined if sign-in with it is not possible. */
export async function findCredentialByEmail(
  db: Reader,
  email: string,
): Promise<{ user: UserRow; passwordHash: string } | undefined> {
  const [row] = await credentialByEmail(db, email);
  return row;
}

const credentialByEmail = statement([users.email], (db: Reader, email) =>
  db
    .select({ user: users, passwordHash: credentials.passwordHash })
    .from(users)
    .innerJoin(credentials, eq(credentials.userId, users.id))
    .where(eq(users.email, email)),
);

export const savePassword = statement([credentials.userId, credentials.passwordHash], (tx: Tx, userId, passwordHash) =>
  tx
    .insert(credentials)
    .values({ userId, passwordHash })
    .onConflictDoUpdate({ target: credentials.userId, set: { passwordHash } }),
);

/** Replaces the hash if it is still the one that was compared with; false if it changed meanwhile. */
export async function replacePassword(
  tx: Tx,
  userId: string,
  compared: string,
  passwordHash: string,
): Promise<boolean> {
  return (await replaceHash(tx, userId, compared, passwordHash)).length === 1;
}

const replaceHash = statement(
  [credentials.userId, credentials.passwordHash, credentials.passwordHash],
  (tx: Tx, userId, compared, passwordHash) =>
    tx
      .update(credentials)
      .set({ passwordHash })
      .where(and(eq(credentials.userId, userId), eq(credentials.passwordHash, compared)))
      .returning({ userId: credentials.userId }),
);
