/** What orders does by itself: orders are gone on with, holds end, unwanted payments are voided, long refunds asked after, arrived orders completed, mail leaves, people are erased, retained invoices purged, old keys are dropped. */
import { dropOldKeys } from "@hansa/kit/idempotency";
import type { Job } from "@hansa/kit/jobs";
import { dropOldMail, sendDueMail } from "@hansa/kit/mail-queue";
import type { Deps, SagaRunner } from "./context.ts";
import { purgeRetained } from "./service/books/retention.ts";
import { endOverduePayments, expireCheckouts } from "./service/checkout/expiry.ts";
import { voidUnwanted } from "./service/checkout/paid.ts";
import { finishReopenings } from "./service/checkout/reopen.ts";
import { eraseOpen } from "./service/erasing.ts";
import { eraseGuests } from "./service/guest-erasing.ts";
import { postOffice } from "./service/letters/customer-mail.ts";
import { askAfterRefunds } from "./service/money/refund-questions.ts";
import { completeOrders } from "./service/order/completing.ts";

const second = 1_000;
const hour = 60 * 60 * second;

export function createJobs(deps: Deps, runner: SagaRunner): Job[] {
  const { store, world } = deps;
  return [
    { name: "go-on-with-orders", everyMs: second / 2, run: () => runner.runDue() },
    { name: "end-overdue-payments", everyMs: second, run: () => endOverduePayments(deps) },
    { name: "expire-checkouts", everyMs: second, run: () => expireCheckouts(deps) },
    { name: "finish-reopenings", everyMs: 2 * second, run: () => finishReopenings(deps) },
    { name: "void-unwanted-payments", everyMs: 2 * second, run: () => voidUnwanted(deps) },
    { name: "send-mail", everyMs: second, run: (signal) => sendDueMail(postOffice(deps), signal) },
    { name: "erase-people", everyMs: 2 * second, run: () => eraseOpen(deps) },
    { name: "erase-guests", everyMs: 2 * second, run: () => eraseGuests(deps) },
    { name: "purge-retained-buyers", everyMs: hour, run: () => purgeRetained(deps) },
    { name: "drop-old-mail", everyMs: hour, run: () => dropOldMail(deps) },
    { name: "ask-after-refunds", everyMs: hour, run: (signal) => askAfterRefunds(deps, signal) },
    { name: "complete-orders", everyMs: 60 * second, run: () => completeOrders(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () => store.write("drop-old-keys", (tx) => dropOldKeys(tx, world.now())),
    },
  ];
}
