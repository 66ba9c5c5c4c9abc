/** Queries of promotions: in force, by code, and in pages. */

import {
  equals,
  type FilterValues,
  filteredList,
  from,
  type Keyset,
  maxListSize,
  newestFirst,
  oldestFirst,
  type Page,
} from "@hansa/kit/graphql";
import { given, greatest, type Reader, rowBy, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, gt, isNull, lt, lte, ne, not, or, type SQL, sql } from "drizzle-orm";
import { type PromotionRow, promotions } from "../tables.ts";

export const findPromotionsByIds = rowsBy(promotions, promotions.id);

export const findPromotion = rowBy(promotions, promotions.id);

/** The promotions without a code that are in force at `now`. */
export const findAutomaticPromotions = statement([promotions.startsAt], (db: Reader, now) =>
  db
    .select()
    .from(promotions)
    .where(and(isNull(promotions.code), isInForce(now)))
    .orderBy(asc(promotions.startsAt), asc(promotions.id))
    .limit(maxListSize),
);

/** All promotions with one of these codes, past and future ones included. Codes are in capitals. */
export const findPromotionsByCodes = rowsBy(promotions, promotions.code, asc(promotions.startsAt), asc(promotions.id));

/** Whether another promotion has the code at `now`, later, or at any time within the period of this one. */
export async function isCodeTaken(
  db: Reader,
  { id, code, startsAt, endsAt }: Pick<PromotionRow, "id" | "code" | "startsAt" | "endsAt">,
  now: number,
): Promise<boolean> {
  if (code === null) return false;
  const startsBefore = endsAt === null || endsAt > now ? undefined : endsAt;
  return (await findRival(db, { id, code }, Math.min(now, startsAt), { startsBefore })).length > 0;
}

const findRival = statement(
  [{ id: promotions.id, code: promotions.code }, promotions.endsAt, given({ startsBefore: promotions.startsAt })],
  (db: Reader, { id, code }, endsAfter, { startsBefore }) =>
    db
      .select({ id: promotions.id })
      .from(promotions)
      .where(
        and(
          eq(promotions.code, code),
          ne(promotions.id, id),
          or(isNull(promotions.endsAt), gt(promotions.endsAt, endsAfter)),
          startsBefore && lt(promotions.startsAt, startsBefore),
        ),
      )
      .limit(1),
);

export const insertPromotion = rowInto(promotions);

type PromotionChange = Pick<PromotionRow, "id" | "version"> &
  Partial<Omit<PromotionRow, "usesTaken" | "createdAt">> &
  Pick<PromotionRow, "updatedAt">;

/** Updates a promotion and raises its version. Throws if its version has changed: the caller has just read it. */
export async function updatePromotion(
  tx: Tx,
  { id, version, updatedAt, ...change }: PromotionChange,
): Promise<PromotionRow> {
  const [row] = await changePromotion(tx, { id, version }, updatedAt, change);
  if (!row) throw new Error("a promotion changed inside the transaction that read it");
  return row;
}

const changePromotion = statement(
  [{ id: promotions.id, version: promotions.version }, promotions.updatedAt, given(getTableColumns(promotions))],
  (tx: Tx, { id, version }, now, change) =>
    tx
      .update(promotions)
      .set({ ...change, version: sql`${promotions.version} + 1`, updatedAt: greatest(promotions.updatedAt, now) })
      .where(and(eq(promotions.id, id), eq(promotions.version, version)))
      .returning(),
);

export type PromotionFilter = {
  active?: boolean | null | undefined;
  code?: string | null | undefined;
  /** Changed at or after this time. */
  updatedFrom?: number | null | undefined;
};

const filters = {
  activeAt: { column: promotions.startsAt, matches: isInForce },
  inactiveAt: { column: promotions.startsAt, matches: (at: SQL) => not(isInForce(at)) },
  code: { ...equals(promotions.code), acceptsEmpty: true },
  updatedFrom: from(promotions.updatedAt),
};

const listBy = (keyset: Keyset) => filteredList(promotions, keyset, filters);
const byCreation = listBy(newestFirst(promotions.createdAt, promotions.id));
const byUpdate = listBy(oldestFirst(promotions.updatedAt, promotions.id));

/** Promotions by creation, or with `isFollowing` by change; one more than the page, to detect a next page. */
export function findPromotionsPage(
  db: Reader,
  filter: PromotionFilter,
  { isFollowing, ...page }: Page & { isFollowing: boolean },
  now: number,
): Promise<PromotionRow[]> {
  return (isFollowing ? byUpdate : byCreation).findPage(db, valuesOf(filter, now), page);
}

/** The number of promotions in a filtered list. */
export function countPromotions(db: Reader, filter: PromotionFilter, now: number): Promise<number> {
  return byCreation.count(db, valuesOf(filter, now));
}

function valuesOf({ active, ...filter }: PromotionFilter, now: number): FilterValues<typeof filters> {
  return { ...filter, activeAt: active === true ? now : null, inactiveAt: active === false ? now : null };
}

function isInForce(now: SQL): SQL {
  return sql`(${lte(promotions.startsAt, now)} AND (${isNull(promotions.endsAt)} OR ${gt(promotions.endsAt, now)}))`;
}
