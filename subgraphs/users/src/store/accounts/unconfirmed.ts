/** Queries of registrations whose address was never confirmed. */
import { isAmong, likely, listOf, statement, type Tx, withoutIndex } from "@hansa/kit/store";
import { and, asc, eq, gt, lt, notExists } from "drizzle-orm";
import { accountExports, addresses, emailTokens, isUnconfirmed, type UserRow, users } from "../tables.ts";
import { findAddressesByUsers } from "./addresses.ts";

/**
 * Deletes at most `limit` registrations from before `before` and returns their number. One with a link that is valid at `now` stays, and so does
 * one with an address, which staff made. A sign-in needs the confirmation, so that a registration has no orders and no other service knows it.
 */
export async function deleteUnconfirmed(
  tx: Tx,
  { before, now, limit }: { before: number; now: number; limit: number },
): Promise<number> {
  const ids = (await unconfirmed(tx, before, now, limit)).map(({ id }) => id);
  await dropTokens(tx, ids);
  await dropExports(tx, ids);
  await dropUsers(tx, ids);
  return ids.length;
}

/** Deletes a registration that was never confirmed, at any age; false and no change for any other account. */
export async function deleteUnconfirmedAccount(tx: Tx, { id, role, verifiedAt, erasedAt }: UserRow): Promise<boolean> {
  if (role !== "CUSTOMER" || verifiedAt !== null || erasedAt !== null) return false;
  if ((await findAddressesByUsers(tx, [id])).length > 0) return false;
  await dropTokens(tx, [id]);
  await dropExports(tx, [id]);
  await dropUsers(tx, [id]);
  return true;
}

const unconfirmed = statement([users.createdAt, emailTokens.expiresAt, "number"], (tx: Tx, before, now, limit) =>
  tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        likely(isUnconfirmed),
        eq(withoutIndex(users.role), "CUSTOMER"),
        lt(users.createdAt, before),
        notExists(
          tx
            .select({ id: emailTokens.id })
            .from(emailTokens)
            .where(and(eq(emailTokens.userId, users.id), gt(emailTokens.expiresAt, now))),
        ),
        notExists(tx.select({ id: addresses.id }).from(addresses).where(eq(addresses.userId, users.id))),
      ),
    )
    .orderBy(asc(users.createdAt))
    .limit(limit),
);

const dropTokens = statement([listOf(emailTokens.userId)], (tx: Tx, userIds) =>
  tx.delete(emailTokens).where(isAmong(emailTokens.userId, userIds)),
);

const dropExports = statement([listOf(accountExports.userId)], (tx: Tx, userIds) =>
  tx.delete(accountExports).where(isAmong(accountExports.userId, userIds)),
);

const dropUsers = statement([listOf(users.id)], (tx: Tx, ids) => tx.delete(users).where(isAmong(users.id, ids)));
