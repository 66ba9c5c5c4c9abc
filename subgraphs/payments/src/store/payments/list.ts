/** Queries of the payment list of the back office. */
import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import type { Reader } from "@hansa/kit/store/store";
import { and, eq, gte, lt } from "drizzle-orm";
import { type PaymentRow, payments } from "../tables.ts";

export type PaymentFilter = {
  state?: PaymentRow["state"] | null | undefined;
  provider?: string | null | undefined;
  orderId?: string | null | undefined;
  hasDispute?: boolean | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
};

/** Payments, the newest first; one more than the page, to detect a next page. Built anew, as its text depends on the filter. */
export function findPaymentsPage(db: Reader, filter: PaymentFilter, page: Page): Promise<PaymentRow[]> {
  return db
    .select()
    .from(payments)
    .where(and(matching(filter), beyondCursor(byCreation, page)))
    .orderBy(...orderOfPage(byCreation, page))
    .limit(limitOfPage(page));
}

const byCreation: Keyset = newestFirst(payments.createdAt, payments.id);

export function countPayments(db: Reader, filter: PaymentFilter): Promise<number> {
  return db.$count(payments, matching(filter));
}

function matching({ state, provider, orderId, hasDispute, from, to }: PaymentFilter) {
  return and(
    state ? eq(payments.state, state) : undefined,
    provider ? eq(payments.provider, provider) : undefined,
    orderId ? eq(payments.orderId, orderId) : undefined,
    typeof hasDispute === "boolean" ? eq(payments.disputed, hasDispute) : undefined,
    typeof from === "number" ? gte(payments.createdAt, from) : undefined,
    typeof to === "number" ? lt(payments.createdAt, to) : undefined,
  );
}
