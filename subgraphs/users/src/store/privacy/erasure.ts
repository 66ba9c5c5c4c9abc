/** Erasure of a person: their row is anonymised, and all other rows about them are deleted. */
import { hasEnded } from "@hansa/kit/mail";
import { isAmongTexts, type Reader, rowInto, type Tx } from "@hansa/kit/store";
import { and, eq, isNull, lte, or } from "drizzle-orm";
import { dropAttemptsOf } from "../sessions/login-attempts.ts";
import {
  accountExports,
  addresses,
  credentials,
  type ErasureEmailRow,
  emailTokens,
  erasureEmails,
  mailQueue,
  sessions,
  users,
} from "../tables.ts";

/** The name shown for an erased person, for example beside reviews. */
const erasedName = "Former customer";

/** Anonymises the person's row; false if it was anonymised before. */
export async function anonymiseUser(tx: Tx, id: string, now: number): Promise<boolean> {
  const changed = await tx
    .update(users)
    .set({ email: id, displayName: erasedName, searchText: "", role: "CUSTOMER", verifiedAt: null, erasedAt: now })
    .where(and(eq(users.id, id), isNull(users.erasedAt)))
    .returning({ id: users.id });
  return changed.length === 1;
}

/** Deletes all other rows. `fingerprints` are those of the e-mail address, under which attempts were counted. */
export async function dropPersonalData(tx: Tx, userId: string, fingerprints: readonly string[]): Promise<void> {
  await tx.delete(credentials).where(eq(credentials.userId, userId));
  await tx.delete(sessions).where(eq(sessions.userId, userId));
  await tx.delete(addresses).where(eq(addresses.userId, userId));
  await dropAttemptsOf(tx, fingerprints);
  const tokens = await tx.delete(emailTokens).where(eq(emailTokens.userId, userId)).returning({ id: emailTokens.id });
  const files = await tx
    .delete(accountExports)
    .where(or(eq(accountExports.userId, userId), eq(accountExports.requestedBy, userId)))
    .returning({ id: accountExports.id });
  const about = [userId, ...tokens.map(({ id }) => id), ...files.map(({ id }) => id)];
  await tx.delete(mailQueue).where(isAmongTexts(mailQueue.about, about));
}

export const insertErasureEmail = rowInto(erasureEmails);

/** The last e-mail that is still owed to an address. */
export async function findErasureEmail(db: Reader, id: string): Promise<ErasureEmailRow | undefined> {
  const [row] = await db.select().from(erasureEmails).where(eq(erasureEmails.id, id));
  return row;
}

/** Whether the address of any last e-mail is stored. */
export async function hasErasureEmails(db: Reader): Promise<boolean> {
  const [row] = await db.select({ id: erasureEmails.id }).from(erasureEmails).limit(1);
  return row !== undefined;
}

/** Deletes last e-mails that were sent or refused, and those from before `before`, which the mail queue no longer has. */
export async function dropErasureEmails(tx: Tx, before: number): Promise<void> {
  const ended = await tx
    .select({ id: erasureEmails.id })
    .from(erasureEmails)
    .innerJoin(mailQueue, eq(mailQueue.about, erasureEmails.id))
    .where(hasEnded);
  await tx.delete(erasureEmails).where(
    isAmongTexts(
      erasureEmails.id,
      ended.map(({ id }) => id),
    ),
  );
  await tx.delete(erasureEmails).where(lte(erasureEmails.createdAt, before));
}
