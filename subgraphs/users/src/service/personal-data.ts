/** What users itself knows about one person, fit to be handed over: no secrets, and nobody else. */
import type { Reader } from "@hansa/kit/store";
import type { Sections } from "../peers/peers.ts";
import { findAddressesByUsers } from "../store/addresses.ts";
import { findAuditEntriesAbout } from "../store/audit.ts";
import { findSessionsByUsers } from "../store/sessions.ts";
import type { UserRow } from "../store/tables.ts";

/** Named lists of plain records; times are ISO 8601. */
export async function ownPersonalData(db: Reader, user: UserRow, now: number): Promise<Sections> {
  const addresses = await findAddressesByUsers(db, [user.id]);
  const sessions = await findSessionsByUsers(db, [user.id], now);
  const entries = await findAuditEntriesAbout(db, user.id);
  return {
    account: [
      {
        id: user.id,
        email: user.email,
        displayName: user.displayName,
        role: user.role,
        emailVerifiedAt: time(user.verifiedAt),
        createdAt: time(user.createdAt),
      },
    ],
    addresses: addresses.map(({ userId: _theirs, createdAt, ...address }) => ({
      ...address,
      createdAt: time(createdAt),
    })),
    signIns: sessions.map(({ id, device, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      device,
      createdAt: time(createdAt),
      lastUsedAt: time(lastUsedAt),
      expiresAt: time(expiresAt),
    })),
    auditEntries: entries.map(({ at, action, actorId, subjectId, summary }) => ({
      at: time(at),
      action,
      byThisPerson: actorId === user.id,
      ...(subjectId === null ? {} : { subjectId }),
      summary,
    })),
  };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
