/** Personal data of one person in the store of users, without secrets and without data of others. */
import type { Reader } from "@hansa/kit/store";
import type { Sections } from "../../peers/peers.ts";
import { findAddressesByUsers } from "../../store/accounts/addresses.ts";
import { findAuditEntriesAbout } from "../../store/audit/queries.ts";
import { findEmailChanges } from "../../store/email/email-tokens.ts";
import { findSessionsByUsers } from "../../store/sessions/sessions.ts";
import type { UserRow } from "../../store/tables.ts";

/** Collects named lists of plain records; times are ISO 8601. */
export async function collectOwnPersonalData(db: Reader, user: UserRow, now: number): Promise<Sections> {
  const addresses = await findAddressesByUsers(db, [user.id]);
  const sessions = await findSessionsByUsers(db, [user.id], now);
  const changes = await findEmailChanges(db, user.id, now);
  const entries = await findAuditEntriesAbout(db, user.id);
  return {
    account: [
      {
        id: user.id,
        email: user.email,
        displayName: user.displayName,
        role: user.role,
        emailVerifiedAt: formatTime(user.verifiedAt),
        createdAt: formatTime(user.createdAt),
      },
    ],
    emailChanges: changes.map(({ newEmail, expiresAt }) => ({ newEmail, linkExpiresAt: formatTime(expiresAt) })),
    addresses: addresses.map(({ userId: _theirs, createdAt, ...address }) => ({
      ...address,
      createdAt: formatTime(createdAt),
    })),
    signIns: sessions.map(({ id, device, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      device,
      createdAt: formatTime(createdAt),
      lastUsedAt: formatTime(lastUsedAt),
      expiresAt: formatTime(expiresAt),
    })),
    auditEntries: entries.map(({ at, action, actorId, subjectId, summary }) => ({
      at: formatTime(at),
      action,
      byThisPerson: actorId === user.id,
      ...(subjectId === null ? {} : { subjectId }),
      summary,
    })),
  };
}

function formatTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
