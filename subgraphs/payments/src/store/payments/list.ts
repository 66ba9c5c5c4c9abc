/** Queries of the payment list of the back office, the newest first. */
import { among, equals, filteredList, from, newestFirst, until } from "@hansa/kit/graphql";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { disputes, payments } from "../tables.ts";

const disputeState = among(disputes.state, disputes.state.enumValues.length);

/** Among the payments that ever had a dispute, which are few. */
const hasDisputeIn = (states: SQL) =>
  and(
    eq(payments.disputed, true),
    sql`EXISTS (SELECT 1 FROM ${disputes} WHERE ${disputes.paymentId} = ${payments.id} AND ${disputeState.matches(states)})`,
  );

const filters = {
  state: equals(payments.state),
  provider: equals(payments.provider),
  orderId: equals(payments.orderId),
  hasDispute: equals(payments.disputed),
  disputeStates: { ...disputeState, matches: hasDisputeIn },
  from: from(payments.createdAt),
  to: until(payments.createdAt),
};

export const { findPage: findPaymentsPage, count: countPayments } = filteredList(
  payments,
  newestFirst(payments.createdAt, payments.id),
  filters,
);
