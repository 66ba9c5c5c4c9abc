/** Queries of login attempts, which the rate limiter counts. */

import { given, isAmong, listOf, type Reader, rowInto, statement, type Tx } from "@hansa/kit/store";
import { and, desc, eq, gt, lte, ne, or, type SQL } from "drizzle-orm";
import { type LoginAttemptRow, loginAttempts } from "../tables.ts";

/** Selects the attempts of one account, of one network of any width, of both, or all. */
type AttemptFilter = {
  kind: LoginAttemptRow["kind"];
  since: number;
  subject?: string;
  network?: string;
  home?: string;
  site?: string;
};

/** Finds the time of the `count`-th last of these attempts; undefined if there were fewer. */
export async function findNthLastAttempt(
  db: Reader,
  { kind, since, ...of }: AttemptFilter,
  count: number,
): Promise<number | undefined> {
  const [row] = await nthLastAttempt(db, { kind, since, offset: count - 1 }, of);
  return row?.at;
}

const { subject, network, home, site } = loginAttempts;
const nthLastAttempt = statement(
  [{ kind: loginAttempts.kind, since: loginAttempts.at, offset: "number" }, given({ subject, network, home, site })],
  (db: Reader, { kind, since, offset }, of) =>
    db
      .select({ at: loginAttempts.at })
      .from(loginAttempts)
      .where(and(matchAttempts(kind, of), gt(loginAttempts.at, since)))
      .orderBy(desc(loginAttempts.at))
      .limit(1)
      .offset(offset),
);

export const insertAttempt = rowInto(loginAttempts);

/** Deletes an attempt that does not count, because the password was right. */
export const deleteAttempt = statement([loginAttempts.id], (tx: Tx, id) =>
  tx.delete(loginAttempts).where(eq(loginAttempts.id, id)),
);

/** Deletes the attempts of one account from one network. */
export const deleteAttempts = statement([loginAttempts.kind, { subject, network }], (tx: Tx, kind, of) =>
  tx.delete(loginAttempts).where(matchAttempts(kind, of)),
);

/** Deletes all attempts under these fingerprints of one account. */
export const dropAttemptsOf = statement([listOf(loginAttempts.subject)], (tx: Tx, subjects) =>
  tx.delete(loginAttempts).where(isAmong(loginAttempts.subject, subjects)),
);

/** Drops attempts up to `before`, and familiar networks up to `familiarBefore`. */
export const dropOldAttempts = statement([loginAttempts.at, loginAttempts.at], (tx: Tx, before, familiarBefore) => {
  const { at, kind } = loginAttempts;
  return tx.delete(loginAttempts).where(or(lte(at, familiarBefore), and(lte(at, before), ne(kind, "signedIn"))));
});

type Matched = Partial<Record<"subject" | "network" | "home" | "site", SQL | undefined>>;

function matchAttempts(kind: SQL, of: Matched) {
  return and(
    eq(loginAttempts.kind, kind),
    of.subject && eq(loginAttempts.subject, of.subject),
    of.network && eq(loginAttempts.network, of.network),
    of.home && eq(loginAttempts.home, of.home),
    of.site && eq(loginAttempts.site, of.site),
  );
}
