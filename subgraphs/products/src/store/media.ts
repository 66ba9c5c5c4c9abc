/** Pictures as rows; the files themselves are in the media folder. */
import type { Reader } from "@hansa/kit/store";
import { asc, inArray } from "drizzle-orm";
import { type MediaRow, media } from "./tables.ts";

export function findMediaByProducts(db: Reader, productIds: readonly string[]): Promise<MediaRow[]> {
  return db
    .select()
    .from(media)
    .where(inArray(media.productId, [...productIds]))
    .orderBy(asc(media.position), asc(media.id));
}

export function findMediaByIds(db: Reader, ids: readonly string[]): Promise<MediaRow[]> {
  return db
    .select()
    .from(media)
    .where(inArray(media.id, [...ids]));
}
