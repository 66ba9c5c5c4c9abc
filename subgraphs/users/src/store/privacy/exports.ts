/** Queries of personal data exports: one for each person and requester. */
import { workQueue } from "@hansa/kit/messaging";
import { type Reader, rowInto, type Tx } from "@hansa/kit/store";
import { and, eq, gt, isNull, lte } from "drizzle-orm";
import { accountExports, type ExportRow } from "../tables.ts";
import { privacyRetries } from "./pending-erasures.ts";

/** Exports that are incomplete. */
export const exportQueue = workQueue(accountExports, {
  name: "export",
  policy: privacyRetries,
  isOpen: isNull(accountExports.content),
});

export const insertExport = rowInto(accountExports);

/** Finds the export about `userId` that `requestedBy` requested, complete or not. */
export async function findExport(db: Reader, userId: string, requestedBy: string): Promise<ExportRow | undefined> {
  const [row] = await db
    .select()
    .from(accountExports)
    .where(and(eq(accountExports.userId, userId), eq(accountExports.requestedBy, requestedBy)));
  return row;
}

/** The export with this id. */
export async function findExportById(db: Reader, id: string): Promise<ExportRow | undefined> {
  const [row] = await db.select().from(accountExports).where(eq(accountExports.id, id));
  return row;
}

/** Finds the file behind a link; undefined if it is expired, incomplete or unknown. */
export async function findExportContent(db: Reader, tokenHash: string, now: number): Promise<string | undefined> {
  const [row] = await db
    .select({ content: accountExports.content })
    .from(accountExports)
    .where(and(eq(accountExports.tokenHash, tokenHash), gt(accountExports.expiresAt, now)));
  return row?.content ?? undefined;
}

/** Stores the complete file; false if it was stored before, or the person was erased meanwhile. */
export async function storeExportContent(tx: Tx, id: string, content: string, expiresAt: number): Promise<boolean> {
  const current = await tx
    .update(accountExports)
    .set({ content, expiresAt })
    .where(and(eq(accountExports.id, id), isNull(accountExports.content)))
    .returning({ id: accountExports.id });
  return current.length === 1;
}

/** Deletes an export. */
export async function deleteExport(tx: Tx, id: string): Promise<void> {
  await tx.delete(accountExports).where(eq(accountExports.id, id));
}

/** Deletes exports whose link has expired. */
export async function dropOldExports(tx: Tx, now: number): Promise<void> {
  await tx.delete(accountExports).where(lte(accountExports.expiresAt, now));
}
