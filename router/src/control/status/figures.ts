/** The figures of a shop's state: each from one gauge of its processes, with the limit beyond which a person is needed. */

import { remedyOfFault } from "@hansa/kit/alarms";
import type { Figure } from "./figure.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export const figures: readonly Figure[] = [
  {
    metric: "hansa_store_fault",
    title: ({ work, cause }) => `cannot ${work} its store, ${cause}`,
    unit: "flag",
    limit: {
      alert: "HansaStoreFault",
      above: 0,
      action: ({ cause, session }) => remedyOfFault(cause, session),
      isFirst: true,
    },
  },
  {
    metric: "hansa_store_durable",
    title: "commits wait for the disk of the database",
    unit: "flag",
    countsLeast: true,
    limit: {
      alert: "HansaStoreNotDurable",
      below: 1,
      action: "set fsync and synchronous_commit on at the database server",
    },
  },
  {
    metric: "hansa_store_checksums",
    title: "checksums of the pages of the database",
    unit: "flag",
    countsLeast: true,
  },
  {
    metric: "hansa_data_free_bytes",
    title: "free on the disk of the store",
    unit: "bytes",
    countsLeast: true,
    limit: { alert: "HansaDiskFull", below: 500_000_000, action: "make room on the disk" },
  },
  {
    metric: "hansa_descriptors_used_ratio",
    title: "file descriptors used",
    unit: "share",
    limit: {
      alert: "HansaDescriptorsUsed",
      above: 0.8,
      action: "raise the limit of open files (ulimit -n), and start the process again",
    },
  },
  {
    metric: "hansa_clock_offset_seconds",
    title: "clock of the machine was set by",
    unit: "seconds",
    limit: { alert: "HansaClockSet", above: 60, action: "compare the clock of the machine with a time server" },
  },
  {
    metric: "hansa_router_slow_requests_ratio",
    title: "requests of more than 3 s in the last five minutes",
    unit: "share",
    limit: { alert: "HansaSlow", above: 0.01, action: "read which operations are slow, and of which service" },
  },
  {
    metric: "hansa_leader",
    title: "leader",
    unit: "flag",
    limit: { alert: "HansaNoLeader", below: 1, action: "read the log of its processes, and end one that hangs" },
  },
  {
    metric: "hansa_instance_breaker_open",
    title: ({ service, address }) => `breaker towards ${service} at ${address}`,
    unit: "flag",
    hidesZero: true,
    limit: { alert: "HansaBreakerOpen", above: 0, action: "start the process at that address, or correct the address" },
  },
  {
    metric: "hansa_router_graph_fault",
    title: "newest schema refused",
    unit: "flag",
    limit: { alert: "HansaGraphRejected", above: 0, action: "npm run hansa -- schema history" },
  },
  { metric: "hansa_outbox_events", title: "events in the outbox", unit: "count" },
  { metric: "hansa_outbox_newest_event_timestamp_seconds", title: "newest event in the outbox", unit: "last" },
  {
    metric: "hansa_consumer_lag_events",
    title: ({ consumer }) => `events of ${consumer} to apply`,
    unit: "count",
  },
  {
    metric: "hansa_consumer_oldest_event_timestamp_seconds",
    title: ({ consumer }) => `oldest event of ${consumer} to apply`,
    unit: "since",
    limit: { alert: "HansaEventsLate", above: 5 * minute, action: "correct the cause in its log" },
  },
  {
    metric: "hansa_consumer_dead_letters",
    title: ({ consumer }) => `dead letters of ${consumer}`,
    unit: "count",
    limit: { alert: "HansaDeadLetters", above: 0, action: "correct the cause in its log, and start the service again" },
  },
  {
    metric: "hansa_oldest_saga_timestamp_seconds",
    title: "oldest unfinished placement of an order",
    unit: "since",
    limit: { alert: "HansaOrderUnfinished", above: 10 * minute, action: "repair the service that its step needs" },
  },
  { metric: "hansa_open_order_tasks", title: "open order tasks", unit: "count" },
  { metric: "hansa_orders_on_hold", title: "orders on hold", unit: "count" },
  {
    metric: "hansa_oldest_hold_timestamp_seconds",
    title: "oldest order on hold",
    unit: "since",
    limit: { alert: "HansaOrdersOnHold", above: day, action: "decide each: orders(filter: { onHold: true })" },
  },
  {
    metric: "hansa_oldest_unconfirmed_withdrawal_timestamp_seconds",
    title: "oldest unconfirmed withdrawal",
    unit: "since",
    limit: {
      alert: "HansaWithdrawalUnconfirmed",
      above: 3 * day,
      action: "ask each customer: withdrawals(filter: { state: UNCONFIRMED })",
    },
  },
  {
    metric: "hansa_oldest_unpaid_checkout_timestamp_seconds",
    title: "oldest unpaid checkout that is kept",
    unit: "since",
  },
  {
    metric: "hansa_mail_oldest_unsent_timestamp_seconds",
    title: "oldest unsent e-mail",
    unit: "since",
  },
  {
    metric: "hansa_mail_late_ratio",
    title: "last e-mails that have waited for over an hour",
    unit: "share",
    hidesZero: true,
    limit: { alert: "HansaMailLate", above: 0.5, action: "correct HANSA_SMTP_URL or the mail server" },
  },
  {
    metric: "hansa_mail_refused_ratio",
    title: "last e-mails whose recipient was refused",
    unit: "share",
    hidesZero: true,
    limit: { alert: "HansaMailRefused", above: 0.5, action: "ask the mail server why, and correct its account" },
  },
  {
    metric: "hansa_oldest_unsettled_payment_timestamp_seconds",
    title: "oldest undecided payment",
    unit: "since",
    limit: { alert: "HansaPaymentUnsettled", above: day, action: "npm run hansa -- reconcile" },
  },
  {
    metric: "hansa_oldest_pending_refund_timestamp_seconds",
    title: "oldest pending refund",
    unit: "since",
    limit: { alert: "HansaRefundPending", above: 10 * day, action: "npm run hansa -- reconcile" },
  },
  {
    metric: "hansa_oldest_provider_call_timestamp_seconds",
    title: "oldest provider call of unknown outcome",
    unit: "since",
    limit: {
      alert: "HansaProviderCallOpen",
      above: 10 * minute,
      action: "check the key and the provider's status page",
    },
  },
  {
    metric: "hansa_oldest_provider_message_timestamp_seconds",
    title: "oldest provider message that is not applied",
    unit: "since",
    limit: { alert: "HansaProviderMessageWaiting", above: 10 * minute, action: "check the permissions of the key" },
  },
  {
    metric: "hansa_webhooks_only_refused",
    title: ({ provider }) => `messages of ${provider} refused, none accepted`,
    unit: "count",
    hidesZero: true,
    countsLeast: true,
    limit: {
      alert: "HansaWebhooksRefused",
      above: 0,
      action: "npm run doctor, then compare the webhook secret with the provider's",
    },
  },
  {
    metric: "hansa_providers_unasked_timestamp_seconds",
    title: "payments, captures and refunds closed, as the restore asked no provider",
    unit: "since",
    limit: { alert: "HansaProvidersUnasked", above: 0, action: "npm run hansa -- reconcile" },
  },
  {
    metric: "hansa_last_reconciliation_timestamp_seconds",
    title: "last reconciliation",
    unit: "last",
    limit: {
      alert: "HansaReconciliationOld",
      above: 8 * day,
      neededOf: "payments",
      action: "npm run hansa -- reconcile --days 10",
    },
  },
  {
    metric: "hansa_last_reconciliation_mismatches",
    title: "mismatches of the last reconciliation",
    unit: "count",
    limit: { alert: "HansaReconciliationMismatches", above: 0, action: "npm run hansa -- reconcile" },
  },
  {
    metric: "hansa_last_backup_timestamp_seconds",
    title: "last backup",
    unit: "last",
    limit: {
      alert: "HansaBackupOld",
      above: 26 * hour,
      neededOf: "router",
      action: "npm run hansa -- backup FOLDER, or the backup of the database server (docs/owners/postgresql.md)",
    },
  },
  {
    metric: "hansa_key_made_timestamp_seconds",
    title: ({ kind }) => `${kind} key`,
    unit: "since",
    limit: { alert: "HansaKeyOld", above: 365 * day, action: "npm run hansa -- keys rotate" },
  },
];
