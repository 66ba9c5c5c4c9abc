/** Queries of login attempts, which the rate limiter counts. */
import { rowInto } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, desc, eq, gt, lte, ne, or } from "drizzle-orm";
import { type LoginAttemptRow, loginAttempts } from "../tables.ts";

type Kind = LoginAttemptRow["kind"];

/** Selects the attempts of one account, of one network, of both, or all. */
type AttemptFilter = { subject?: string; place?: string };

/** Finds the time of the `count`-th last attempt since `since`; undefined if there were fewer. */
export async function findNthLastAttempt(
  db: Reader,
  kind: Kind,
  of: AttemptFilter,
  count: number,
  since: number,
): Promise<number | undefined> {
  const [row] = await db
    .select({ at: loginAttempts.at })
    .from(loginAttempts)
    .where(and(matchAttempts(kind, of), gt(loginAttempts.at, since)))
    .orderBy(desc(loginAttempts.at))
    .limit(1)
    .offset(count - 1);
  return row?.at;
}

export const insertAttempt = rowInto(loginAttempts);

/** Deletes an attempt that does not count, because the password was right. */
export async function deleteAttempt(tx: Tx, id: string): Promise<void> {
  await tx.delete(loginAttempts).where(eq(loginAttempts.id, id));
}

/** Deletes the attempts of one account from one network. */
export async function deleteAttempts(tx: Tx, kind: Kind, of: Required<AttemptFilter>): Promise<void> {
  await tx.delete(loginAttempts).where(matchAttempts(kind, of));
}

/** Drops attempts up to `before`, and familiar networks up to `familiarBefore`. */
export async function dropOldAttempts(tx: Tx, before: number, familiarBefore: number): Promise<void> {
  const { at, kind } = loginAttempts;
  await tx.delete(loginAttempts).where(or(lte(at, familiarBefore), and(lte(at, before), ne(kind, "signedIn"))));
}

function matchAttempts(kind: Kind, { subject, place }: AttemptFilter) {
  return and(
    eq(loginAttempts.kind, kind),
    subject === undefined ? undefined : eq(loginAttempts.subject, subject),
    place === undefined ? undefined : eq(loginAttempts.place, place),
  );
}
