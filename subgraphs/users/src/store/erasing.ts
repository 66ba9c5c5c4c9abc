/** Forgetting a person: the row stays, without the person; everything else about them goes. */
import { rowInto } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, inArray, isNotNull, isNull, lte, or } from "drizzle-orm";
import {
  accountExports,
  addresses,
  credentials,
  emailTokens,
  type FarewellRow,
  farewells,
  loginAttempts,
  mailQueue,
  sessions,
  users,
} from "./tables.ts";

/** What is shown in the place of the name, beside reviews for instance. */
const nobody = "Former customer";

/** Takes the person out of the row; false if that was done before. */
export async function anonymise(tx: Tx, id: string, now: number): Promise<boolean> {
  const changed = await tx
    .update(users)
    .set({ email: id, displayName: nobody, searchText: "", role: "CUSTOMER", verifiedAt: null, erasedAt: now })
    .where(and(eq(users.id, id), isNull(users.erasedAt)))
    .returning({ id: users.id });
  return changed.length === 1;
}

/** Removes everything else. `fingerprints` are those of the e-mail address, under which attempts were counted. */
export async function dropPersonalData(tx: Tx, userId: string, fingerprints: readonly string[]): Promise<void> {
  await tx.delete(credentials).where(eq(credentials.userId, userId));
  await tx.delete(sessions).where(eq(sessions.userId, userId));
  await tx.delete(addresses).where(eq(addresses.userId, userId));
  await tx.delete(loginAttempts).where(inArray(loginAttempts.subject, [...fingerprints]));
  const tokens = await tx.delete(emailTokens).where(eq(emailTokens.userId, userId)).returning({ id: emailTokens.id });
  const files = await tx
    .delete(accountExports)
    .where(or(eq(accountExports.userId, userId), eq(accountExports.askedBy, userId)))
    .returning({ id: accountExports.id });
  const about = [userId, ...tokens.map(({ id }) => id), ...files.map(({ id }) => id)];
  await tx.delete(mailQueue).where(inArray(mailQueue.about, about));
}

export const insertFarewell = rowInto(farewells);

export async function findFarewell(db: Reader, id: string): Promise<FarewellRow | undefined> {
  const [row] = await db.select().from(farewells).where(eq(farewells.id, id));
  return row;
}

/** Whether any last letter waits. */
export async function isFarewellWaiting(db: Reader): Promise<boolean> {
  const [row] = await db.select({ id: farewells.id }).from(farewells).limit(1);
  return row !== undefined;
}

/** Forgets the addresses whose last letter has left, and those that are older than any letter is kept for: `before`. */
export async function dropFarewells(tx: Tx, before: number): Promise<void> {
  const sent = await tx
    .select({ id: farewells.id })
    .from(farewells)
    .innerJoin(mailQueue, eq(mailQueue.about, farewells.id))
    .where(isNotNull(mailQueue.sentAt));
  await tx.delete(farewells).where(
    inArray(
      farewells.id,
      sent.map(({ id }) => id),
    ),
  );
  await tx.delete(farewells).where(lte(farewells.createdAt, before));
}
