/** The list of alarms: for each name its remedy, its page, and how it ends. docs/owners/checkout.md explains each. */

/** An alarm of the list. */
export type ListedAlarm = {
  /** The action of a person, for a line of the state. */
  remedy: string;
  /** The page that explains it. */
  page: string;
  /** `cause`: a query of its service finds whether its cause lasts, and it ends without it. `person`: it stays open until a person closes it. */
  ends: "cause" | "person";
  /** It stands before all else that needs a person: its fault causes others. */
  isFirst?: boolean;
  /** The gauge that shows the same: the state has one line for both. */
  gauge?: string;
};

const table = "docs/owners/checkout.md#alarms";
const byCause = (remedy: string, more: Partial<ListedAlarm> = {}): ListedAlarm => ({
  remedy,
  page: table,
  ends: "cause",
  ...more,
});
const byPerson = (remedy: string, more: Partial<ListedAlarm> = {}): ListedAlarm => ({
  remedy,
  page: table,
  ends: "person",
  ...more,
});

export const alarms = {
  // Orders.
  order_stalled: byCause("repair the service that its step needs: orders(filter: { onHold: true })"),
  order_held: byCause("decide each: orders(filter: { onHold: true })", {
    gauge: "hansa_oldest_hold_timestamp_seconds",
  }),
  refund_failed: byCause("refund again or pay otherwise: orders(filter: { onHold: true })", {
    page: "docs/owners/refunds.md",
    gauge: "hansa_oldest_hold_timestamp_seconds",
  }),
  money_without_order: byPerson("refund it at the provider"),
  many_withdrawals: byPerson("write to the customer: withdrawals(filter: { matched: false })"),
  // Payments.
  alarm_mismatch: byPerson("npm run hansa -- reconcile", { page: "docs/owners/payments.md#reconciling" }),
  alarm_unrequested: byPerson("ask who moved the money at the provider"),
  alarm_disputed: byPerson("answer the bank"),
  alarm_other_amount: byPerson("compare the payment with the provider's"),
  alarm_other_reference: byPerson("look for a second shop with this account of the provider"),
  alarm_contradiction: byPerson("npm run hansa -- reconcile"),
  alarm_amount_exceeded: byPerson("stop refunds and ask the provider"),
  message_dead_letter: byPerson("npm run hansa -- reconcile"),
  message_waiting: byCause("check the provider and the permissions of its key", {
    gauge: "hansa_oldest_provider_message_timestamp_seconds",
  }),
  provider_call_stalled: byCause("check the provider and its key", {
    gauge: "hansa_oldest_provider_call_timestamp_seconds",
  }),
  provider_missing: byCause("name it again in HANSA_PAYMENT_PROVIDERS, behind the current one"),
  many_declines: byCause("look whether one sender tries cards", { page: "docs/owners/payments.md#declined-cards" }),
  // Products.
  stock_held_by_network: byCause("compare with shopSettings.reservationLimits"),
  compare_at_dropped: byPerson("set the price again: variantPriceSet", { page: "docs/owners/prices.md" }),
  // Users.
  export_stalled: byCause("check that orders, products and payments run"),
  erasure_stalled: byCause("check that orders runs, and the secrets of users"),
  guest_not_erased: byPerson("erase the guest by hand", { page: "docs/owners/privacy.md" }),
  many_attempts: byCause("look for networks that a firewall can refuse"),
  // The router.
  many_unknown_api_keys: byPerson("look for networks that a firewall can refuse"),
  // Every process.
  event_dead_letter: byCause("correct the cause in its log, and start the service again", {
    gauge: "hansa_consumer_dead_letters",
  }),
  events_lost: byCause("restore the source, or npm run hansa -- projections", {
    page: "docs/owners/operate.md#hansaeventslate",
  }),
  mail_given_up: byPerson("check the mail server"),
  store_went_back: byPerson("stop the shop, then npm run hansa -- restore --after-failover", {
    page: "docs/owners/postgresql.md#a-database-that-went-back",
    isFirst: true,
  }),
  store_damaged: byPerson("npm run hansa -- restore", { page: "docs/owners/backup.md", isFirst: true }),
  wal_removed: byPerson("find who removed files of the store, then npm run hansa -- audit"),
  unhandled_rejection: byPerson("send the line of the log to the developers"),
} satisfies Readonly<Record<string, ListedAlarm>>;

type ShopAlarms = typeof alarms;

declare module "../../kit/src/runtime/alarms.ts" {
  interface AlarmNames extends Record<keyof ShopAlarms, true> {}
}

/** The entry of a name; undefined for one of another version. */
export function findListedAlarm(name: string): ListedAlarm | undefined {
  return Object.entries(alarms).find(([listed]) => listed === name)?.[1];
}
