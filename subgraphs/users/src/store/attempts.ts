/** Attempts as rows: what is counted to slow down whoever guesses. */
import { rowInto } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, desc, eq, gt, lte, ne, or } from "drizzle-orm";
import { type LoginAttemptRow, loginAttempts } from "./tables.ts";

type Kind = LoginAttemptRow["kind"];

/** Attempts of one account, from one network, both, or of anybody. */
type Of = { subject?: string; place?: string };

/** When the attempt before the last `count` − 1 was made, since `since`; undefined if there were fewer. */
export async function findNthLastAttempt(
  db: Reader,
  kind: Kind,
  of: Of,
  count: number,
  since: number,
): Promise<number | undefined> {
  const [row] = await db
    .select({ at: loginAttempts.at })
    .from(loginAttempts)
    .where(and(madeBy(kind, of), gt(loginAttempts.at, since)))
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

/** Takes back the attempts of one account from one network. */
export async function deleteAttempts(tx: Tx, kind: Kind, of: Required<Of>): Promise<void> {
  await tx.delete(loginAttempts).where(madeBy(kind, of));
}

/** Drops attempts up to `before`, and familiar networks up to `familiarBefore`. */
export async function dropOldAttempts(tx: Tx, before: number, familiarBefore: number): Promise<void> {
  const { at, kind } = loginAttempts;
  await tx.delete(loginAttempts).where(or(lte(at, familiarBefore), and(lte(at, before), ne(kind, "signedIn"))));
}

function madeBy(kind: Kind, { subject, place }: Of) {
  return and(
    eq(loginAttempts.kind, kind),
    subject === undefined ? undefined : eq(loginAttempts.subject, subject),
    place === undefined ? undefined : eq(loginAttempts.place, place),
  );
}
