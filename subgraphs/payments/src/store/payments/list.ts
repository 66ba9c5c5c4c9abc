/** Queries of the payment list of the back office, the newest first. */
import { equals, filteredList, from, newestFirst, until } from "@hansa/kit/graphql";
import { payments } from "../tables.ts";

const filters = {
  state: equals(payments.state),
  provider: equals(payments.provider),
  orderId: equals(payments.orderId),
  hasDispute: equals(payments.disputed),
  from: from(payments.createdAt),
  to: until(payments.createdAt),
};

export const { findPage: findPaymentsPage, count: countPayments } = filteredList(
  payments,
  newestFirst(payments.createdAt, payments.id),
  filters,
);
