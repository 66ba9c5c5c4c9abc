/** Queries of promotions: in force, by code, and in pages. */
import {
  beyondCursor,
  type Keyset,
  limitOfPage,
  newestFirst,
  oldestFirst,
  orderOfPage,
} from "@hansa/kit/graphql/keyset";
import { maxListSize, type Page } from "@hansa/kit/graphql/pages";
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, gt, gte, isNull, lt, lte, ne, not, or, type Placeholder, type SQL, sql } from "drizzle-orm";
import { type PromotionRow, promotions } from "../tables.ts";

export const findPromotionsByIds = rowsBy(promotions, promotions.id);

export async function findPromotion(db: Reader, id: string): Promise<PromotionRow | undefined> {
  const [row] = await findPromotionsByIds(db, [id]);
  return row;
}

const automaticPromotions = prepared(["now"], (db: Reader, { now }) =>
  db
    .select()
    .from(promotions)
    .where(and(isNull(promotions.code), isInForce(now)))
    .orderBy(asc(promotions.startsAt), asc(promotions.id))
    .limit(maxListSize),
);

/** The promotions without a code that are in force at `now`. */
export function findAutomaticPromotions(db: Reader, now: number): Promise<PromotionRow[]> {
  return automaticPromotions(db, { now });
}

/** All promotions with one of these codes, past and future ones included. Codes are in capitals. */
export const findPromotionsByCodes = rowsBy(promotions, promotions.code, asc(promotions.startsAt), asc(promotions.id));

/** Whether another promotion has the code at `now`, later, or at any time within the period of this one. */
export async function isCodeTaken(
  db: Reader,
  { id, code, startsAt, endsAt }: Pick<PromotionRow, "id" | "code" | "startsAt" | "endsAt">,
  now: number,
): Promise<boolean> {
  if (code === null) return false;
  const isNotOver = or(isNull(promotions.endsAt), gt(promotions.endsAt, Math.min(now, startsAt)));
  const beginsBefore = endsAt === null || endsAt > now ? undefined : lt(promotions.startsAt, endsAt);
  const rows = await db
    .select({ id: promotions.id })
    .from(promotions)
    .where(and(eq(promotions.code, code), ne(promotions.id, id), isNotOver, beginsBefore))
    .limit(1);
  return rows.length > 0;
}

export const insertPromotion = rowInto(promotions);

type PromotionChange = Pick<PromotionRow, "id" | "version"> &
  Partial<Omit<PromotionRow, "usesTaken" | "createdAt">> &
  Pick<PromotionRow, "updatedAt">;

/** Updates a promotion and raises its version. Throws if its version has changed: the caller has just read it. */
export async function updatePromotion(
  tx: Tx,
  { id, version, updatedAt, ...change }: PromotionChange,
): Promise<PromotionRow> {
  const [row] = await tx
    .update(promotions)
    .set({
      ...change,
      version: sql`${promotions.version} + 1`,
      updatedAt: sql`max(${promotions.updatedAt}, ${updatedAt})`,
    })
    .where(and(eq(promotions.id, id), eq(promotions.version, version)))
    .returning();
  if (!row) throw new Error("a promotion changed inside the transaction that read it");
  return row;
}

export type PromotionFilter = {
  active?: boolean | null | undefined;
  code?: string | null | undefined;
  /** Changed at or after this time. */
  updatedFrom?: number | null | undefined;
};

/** Promotions by creation, or with `isFollowing` by change; one more than the page, to detect a next page. */
export function findPromotionsPage(
  db: Reader,
  filter: PromotionFilter,
  page: Page,
  isFollowing: boolean,
  now: number,
): Promise<PromotionRow[]> {
  const keyset = isFollowing ? byUpdate : byCreation;
  return db
    .select()
    .from(promotions)
    .where(and(matching(filter, now), beyondCursor(keyset, page)))
    .orderBy(...orderOfPage(keyset, page))
    .limit(limitOfPage(page));
}

const byCreation: Keyset = newestFirst(promotions.createdAt, promotions.id);
const byUpdate: Keyset = oldestFirst(promotions.updatedAt, promotions.id);

export function countPromotions(db: Reader, filter: PromotionFilter, now: number): Promise<number> {
  return db.$count(promotions, matching(filter, now));
}

function isInForce(now: number | Placeholder): SQL | undefined {
  return and(lte(promotions.startsAt, now), or(isNull(promotions.endsAt), gt(promotions.endsAt, now)));
}

function matching({ active, code, updatedFrom }: PromotionFilter, now: number): SQL | undefined {
  const inForce = isInForce(now);
  return and(
    typeof active === "boolean" && inForce ? (active ? inForce : not(inForce)) : undefined,
    typeof code === "string" ? eq(promotions.code, code) : undefined,
    typeof updatedFrom === "number" ? gte(promotions.updatedAt, updatedFrom) : undefined,
  );
}
