/** Attempts as rows: what is counted to slow down whoever guesses. */
import { rowInto } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, desc, eq, gt, lte } from "drizzle-orm";
import { type LoginAttemptRow, loginAttempts } from "./tables.ts";

type Kind = LoginAttemptRow["kind"];

/**
 * When the attempt before the last `count` − 1 was made, since `since`; undefined if there were fewer. Of one subject, from one place, or
 * of anybody.
 */
export async function findNthLastAttempt(
  db: Reader,
  kind: Kind,
  of: { subject: string } | { place: string } | "anybody",
  count: number,
  since: number,
): Promise<number | undefined> {
  const [row] = await db
    .select({ at: loginAttempts.at })
    .from(loginAttempts)
    .where(
      and(
        eq(loginAttempts.kind, kind),
        of === "anybody"
          ? undefined
          : "subject" in of
            ? eq(loginAttempts.subject, of.subject)
            : eq(loginAttempts.place, of.place),
        gt(loginAttempts.at, since),
      ),
    )
    .orderBy(desc(loginAttempts.at))
    .limit(1)
    .offset(count - 1);
  return row?.at;
}

export const insertAttempt = rowInto(loginAttempts);

/** Takes an attempt back: it was no guess. */
export async function deleteAttempt(tx: Tx, id: string): Promise<void> {
  await tx.delete(loginAttempts).where(eq(loginAttempts.id, id));
}

export async function dropOldAttempts(tx: Tx, before: number): Promise<void> {
  await tx.delete(loginAttempts).where(lte(loginAttempts.at, before));
}
