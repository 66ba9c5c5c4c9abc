/** Jobs of orders: order processing, expiry, voids, refund status, completion, mail, erasure, retention and idempotency keys. */
import { dropOldKeys } from "@hansa/kit/coordination";
import { dropOldMail, mailLifeMs, sendDueMail } from "@hansa/kit/mail";
import type { Job } from "@hansa/kit/runtime";
import type { Deps, OrderProcessor } from "../context.ts";
import { readAccountEmails } from "../service/accounts/guest-orders.ts";
import { endOverduePayments, expireCheckouts } from "../service/checkout/expiry.ts";
import { finishReopenings } from "../service/checkout/reopen.ts";
import { voidUnwantedPayments } from "../service/checkout/unwanted-payments.ts";
import { createMailSender } from "../service/email/customer-email.ts";
import { purgeExpiredBuyers } from "../service/invoicing/retention.ts";
import { completeOrders } from "../service/lifecycle/completion.ts";
import { deleteOldGuestCarts, deleteOldUnpaidCheckouts } from "../service/privacy/abandoned-purchases.ts";
import { runPendingErasures } from "../service/privacy/erasure.ts";
import { runPendingGuestErasures } from "../service/privacy/guest-erasure.ts";
import { pollPendingRefunds } from "../service/refunds/refund-poll.ts";
import { dropOldAnswers } from "../service/vat-ids/check.ts";
import { dropOldUnmatched } from "../service/withdrawals/unmatched.ts";
import { dropFormerEmailsBefore } from "../store/email/order-mails.ts";

const second = 1_000;
const hour = 60 * 60 * second;

/** The jobs of orders with their intervals. */
export function createJobs(deps: Deps, processor: OrderProcessor): Job[] {
  const { store, runtime } = deps;
  return [
    { name: "process-orders", everyMs: second / 2, run: () => processor.processDue() },
    { name: "end-overdue-payments", everyMs: second, run: () => endOverduePayments(deps) },
    { name: "expire-checkouts", everyMs: second, run: () => expireCheckouts(deps) },
    { name: "finish-reopenings", everyMs: 2 * second, run: () => finishReopenings(deps) },
    { name: "void-unwanted-payments", everyMs: 2 * second, run: () => voidUnwantedPayments(deps) },
    { name: "send-mail", everyMs: second, run: (signal) => sendDueMail(createMailSender(deps), signal) },
    { name: "read-account-emails", everyMs: second, run: (signal) => readAccountEmails(deps, signal) },
    { name: "erase-people", everyMs: 2 * second, run: () => runPendingErasures(deps) },
    { name: "erase-guests", everyMs: 2 * second, run: () => runPendingGuestErasures(deps) },
    { name: "purge-retained-buyers", everyMs: hour, run: () => purgeExpiredBuyers(deps) },
    { name: "delete-unpaid-checkouts", everyMs: hour, run: (signal) => deleteOldUnpaidCheckouts(deps, signal) },
    { name: "delete-guest-carts", everyMs: hour, run: (signal) => deleteOldGuestCarts(deps, signal) },
    { name: "drop-unmatched-withdrawals", everyMs: hour, run: () => dropOldUnmatched(deps) },
    { name: "drop-old-mail", everyMs: hour, run: () => dropOldMail(deps) },
    { name: "poll-pending-refunds", everyMs: hour, run: (signal) => pollPendingRefunds(deps, signal) },
    { name: "complete-orders", everyMs: 60 * second, run: () => completeOrders(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () =>
        store.write("drop-old-keys", async (tx) => {
          await dropOldKeys(tx, runtime.now());
          await dropOldAnswers(tx, runtime.now());
          await dropFormerEmailsBefore(tx, runtime.now() - mailLifeMs);
        }),
    },
  ];
}
