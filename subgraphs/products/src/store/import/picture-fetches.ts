/** The queue of pictures to fetch, and the rows that show a picture at its origin until then. */
import { workQueue } from "@hansa/kit/messaging";
import { isAmongTexts, type Reader, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, eq, ne } from "drizzle-orm";
import { collectionDetails } from "../catalogue/collection-details-table.ts";
import { media } from "../catalogue/tables.ts";
import { type PictureFetchRow, pictureFetches } from "./tables.ts";

const second = 1_000;
const hour = 60 * 60 * second;

/** Failed attempts over about eight hours, after which the picture stays at its origin, with a note in the import. */
export const fetchQueue = workQueue(pictureFetches, {
  name: "picture-fetch",
  policy: { minPauseMs: 60 * second, maxPauseMs: 6 * hour, maxAttempts: 10 },
});

/** Queues those of these pictures that a product or a collection shows at their origin; others were fetched before. */
export async function insertPictureFetches(tx: Tx, fetches: readonly PictureFetchRow[]): Promise<void> {
  const shown = await findShownFiles(
    tx,
    fetches.map(({ url }) => url),
  );
  const open = fetches.filter(({ url }) => shown.has(url));
  if (open.length > 0) await addFetches(tx, open);
}

const addFetches = statement([rowsOf(pictureFetches)], (tx: Tx, rows) =>
  tx.insert(pictureFetches).select(rows).onConflictDoNothing(),
);

/** Returns those of these files or URLs that a product or a collection shows. */
export async function findShownFiles(db: Reader, files: readonly string[]): Promise<Set<string>> {
  const ofProducts = await db.selectDistinct({ file: media.file }).from(media).where(isAmongTexts(media.file, files));
  const ofCollections = await db
    .select({ file: collectionDetails.imageFile })
    .from(collectionDetails)
    .where(isAmongTexts(collectionDetails.imageFile, files));
  return new Set([...ofProducts, ...ofCollections].map(({ file }) => file ?? ""));
}

/** Whether a product or a collection shows the picture at its origin. */
export async function isShownAtOrigin(db: Reader, url: string): Promise<boolean> {
  return (await findShownFiles(db, [url])).size > 0;
}

export type FetchedPicture = { file: string; width: number; height: number };

/** The picture that was fetched from this URL before and is still shown. */
export async function findFetchedPicture(db: Reader, url: string): Promise<FetchedPicture | undefined> {
  const [row] = await db
    .select({ file: media.file, width: media.width, height: media.height })
    .from(media)
    .where(and(eq(media.origin, url), ne(media.file, url)))
    .limit(1);
  return row && row.width !== null && row.height !== null
    ? { file: row.file, width: row.width, height: row.height }
    : undefined;
}

/** Shows the fetched file in place of its origin, everywhere; false if nothing shows that any more. */
export async function showFetchedPicture(
  tx: Tx,
  url: string,
  { file, width, height }: FetchedPicture,
): Promise<boolean> {
  const ofProducts = await tx
    .update(media)
    .set({ file, width, height, origin: url })
    .where(eq(media.file, url))
    .returning({ id: media.id });
  const ofCollections = await tx
    .update(collectionDetails)
    .set({ imageFile: file, imageWidth: width, imageHeight: height })
    .where(eq(collectionDetails.imageFile, url))
    .returning({ id: collectionDetails.collectionId });
  return ofProducts.length + ofCollections.length > 0;
}

/** Ends a fetch, with any outcome. */
export async function removePictureFetch(tx: Tx, { jobId, url }: PictureFetchRow): Promise<void> {
  await tx.delete(pictureFetches).where(and(eq(pictureFetches.jobId, jobId), eq(pictureFetches.url, url)));
}
