/** Upload rows: announced, stored, attached, and deleted after expiry. */
import { isAmongTexts, type Reader, rowInto, type Tx } from "@hansa/kit/store";
import { and, asc, eq, gt, inArray, lte, ne, notExists, sql } from "drizzle-orm";
import { importJobs, type UploadRow, uploads } from "../import/tables.ts";

export const insertUpload = rowInto(uploads);

/** The upload with this id. */
export async function findUpload(db: Reader, id: string): Promise<UploadRow | undefined> {
  const [row] = await db.select().from(uploads).where(eq(uploads.id, id));
  return row;
}

/** Returns the upload awaited at this address; undefined once it has arrived or expired. */
export async function findAwaitedUpload(db: Reader, tokenHash: string, now: number): Promise<UploadRow | undefined> {
  const [row] = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.tokenHash, tokenHash), eq(uploads.state, "AWAITED"), gt(uploads.expiresAt, now)));
  return row;
}

/** Measures awaited and unused files at `now`: number and announced bytes of one owner, and bytes of all owners. */
export async function measureUploads(
  db: Reader,
  ownerId: string,
  now: number,
): Promise<{ files: number; bytes: number; shopBytes: number }> {
  const isOwn = eq(uploads.ownerId, ownerId);
  const [waiting] = await db
    .select({
      files: sql<number>`coalesce(sum(case when ${isOwn} then 1 else 0 end), 0)`,
      bytes: sql<number>`coalesce(sum(case when ${isOwn} then ${uploads.bytes} else 0 end), 0)`,
      shopBytes: sql<number>`coalesce(sum(${uploads.bytes}), 0)`,
    })
    .from(uploads)
    .where(and(gt(uploads.expiresAt, now), ne(uploads.state, "ATTACHED")));
  return waiting ?? { files: 0, bytes: 0, shopBytes: 0 };
}

/** Marks an awaited upload as stored; false, without a change, if another request was first or it has expired. */
export async function storeUpload(
  tx: Tx,
  id: string,
  now: number,
  arrived: Pick<UploadRow, "width" | "height" | "expiresAt"> & { file: string },
): Promise<boolean> {
  const stored = await tx
    .update(uploads)
    .set({ ...arrived, state: "STORED" })
    .where(and(eq(uploads.id, id), eq(uploads.state, "AWAITED"), gt(uploads.expiresAt, now)))
    .returning({ id: uploads.id });
  return stored.length === 1;
}

/** Marks an upload as attached under its name in the media folder; false, without a change, if it is not stored. */
export async function attachUpload(tx: Tx, id: string, file: string): Promise<boolean> {
  const attached = await tx
    .update(uploads)
    .set({ state: "ATTACHED", file })
    .where(and(eq(uploads.id, id), eq(uploads.state, "STORED")))
    .returning({ id: uploads.id });
  return attached.length === 1;
}

/** Moves the expiry of an upload to an earlier time, never a later one. */
export async function shortenUpload(tx: Tx, id: string, expiresAt: number): Promise<void> {
  await tx
    .update(uploads)
    .set({ expiresAt })
    .where(and(eq(uploads.id, id), gt(uploads.expiresAt, expiresAt)));
}

/** Returns expired uploads that no import reads or waits for. */
export function findExpiredUploads(db: Reader, now: number, limit: number): Promise<UploadRow[]> {
  const readers = db
    .select({ id: importJobs.id })
    .from(importJobs)
    .where(and(eq(importJobs.uploadId, uploads.id), inArray(importJobs.state, ["QUEUED", "RUNNING"])));
  return db
    .select()
    .from(uploads)
    .where(and(lte(uploads.expiresAt, now), notExists(readers)))
    .orderBy(asc(uploads.expiresAt))
    .limit(limit);
}

/** Returns the known ones of these upload ids. */
export async function findKnownUploads(db: Reader, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.select({ id: uploads.id }).from(uploads).where(isAmongTexts(uploads.id, ids));
  return new Set(rows.map((row) => row.id));
}

/** Deletes the row of an upload, not its file. */
export async function removeUpload(tx: Tx, id: string): Promise<void> {
  await tx.delete(uploads).where(eq(uploads.id, id));
}
