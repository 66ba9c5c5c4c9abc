/** The tables of all stores: of those that grow by guests and customers, the bound of their rows and the end of each row. */

/** A table that requests of guests or customers write to, or that follows from such rows. */
type Growing = {
  /** The number of rows that one sender can cause. */
  bound: string;
  /** The name of the limit in the metrics, if one counts the attempts. */
  limit?: string;
  /** The job that deletes rows, or the reason why they stay. */
  end: { job: string } | { reason: string };
};

/** A table that only staff or the shop itself write to, with its content. */
type OwnersOnly = { owners: string };

type TableBound = Growing | OwnersOnly;

const job = (name: string) => ({ job: name });
const stays = (reason: string) => ({ reason });
const owners = (content: string): OwnersOnly => ({ owners: content });

const alarms: TableBound = {
  bound: "200 open ones of each name",
  end: stays("30 days after their end, then a job of every service deletes them"),
};

const ofService: Readonly<Record<string, TableBound>> = {
  alarms,
  inbox_cursor: owners("one row for each consumer"),
  leases: owners("one row for each lease"),
  pragma_log: owners("one row for each opening of the store"),
  store_clock: owners("one row"),
  shop_settings: owners("one row"),
  dead_letters: owners("events that cannot be applied; each raises an alarm"),
  outbox: {
    bound: "one event for each change of another table",
    end: stays("the feed of other services, append only"),
  },
};

const keys: TableBound = { bound: "one for each mutation with a key", end: job("drop-old-keys") };
const counters: TableBound = {
  bound: "one for each limit and subject",
  end: stays("the next attempt removes those whose window has ended"),
};

/** An order needs a payment, or promotions of staff that make it free. */
const ofOrder: TableBound = { bound: "rows of an order", end: stays("accounting; an erasure removes the person") };
const ofPaidOrder: TableBound = { bound: "rows of a confirmed order", end: stays("accounting, without a person") };

export const tableBounds: Readonly<Record<string, Readonly<Record<string, TableBound>>>> = {
  products: {
    ...ofService,
    idempotency: keys,
    fencing_tokens: { bound: "one for each order", end: stays("refuses late calls about an order, which stays") },
    reservations: { bound: "one for each checkout", end: job("delete-ended-reservations") },
    reservation_lines: { bound: "the lines of a cart, 100 at most", end: job("delete-ended-reservations") },
    unpaid_networks: { bound: "one for each network", end: job("drop-old-keys") },
    reviews: { bound: "one for each product and account", end: stays("the erasure of the account") },
    rating_stats: { bound: "one for each product", end: stays("goes with the product") },
    commitment_ends: {
      bound: "one for each line of a parcel, hand-over or cancellation",
      end: stays("refuses a late request about it, as long as the order"),
    },
    replacements: {
      bound: "one for each attempt of staff to replace a return",
      end: stays("refuses a late request about it, as long as the order"),
    },
    stock_ledger: { bound: "one for each line of an order or return", end: stays("the ledger of stock, append only") },
    stock_levels: owners("one for each variant; buyers change its units"),
    sales: { bound: "one for each product and day", end: job("delete-old-sales") },
    erased_people: { bound: "one for each erased account", end: stays("refuses a late request of the account") },
    search_words: owners("words of titles, options and facets; a daily job forgets those without a product"),
    stale_search: owners("products whose search entry is out of date; a job clears it"),
    products: owners("the catalogue"),
    variants: owners("the catalogue"),
    prices: owners("the catalogue"),
    price_ranges: owners("the catalogue"),
    collections: owners("the catalogue"),
    collection_details: owners("the catalogue"),
    product_safety: owners("the catalogue"),
    product_collections: owners("the catalogue"),
    facets: owners("the catalogue"),
    facet_values: owners("the catalogue"),
    product_facets: owners("the catalogue"),
    media: owners("the catalogue"),
    former_slugs: owners("20 for each product and collection"),
    uploads: owners("files of staff, which a job cleans"),
    import_jobs: owners("imports of staff"),
    picture_fetches: owners("pictures of imports, until they are fetched or refused"),
    import_problems: owners("imports of staff"),
    imported_stock: owners("imports of staff"),
    imported_prices: owners("imports of staff"),
    imported_publications: owners("imports of staff"),
    purchases: { bound: "one for each product and customer with an order", end: stays("the erasure of the account") },
  },
  users: {
    ...ofService,
    idempotency: owners("empty: no mutation of users takes a key"),
    attempt_counters: counters,
    users: { bound: "100 registrations an hour and network", end: job("delete-unconfirmed-accounts") },
    credentials: { bound: "one for each confirmed account", end: stays("the erasure of the account") },
    sessions: { bound: "50 for each account", end: job("delete-expired-rows") },
    refresh_tokens: { bound: "one for each refresh of a session", end: job("delete-expired-rows") },
    revocations: { bound: "one for each ended session", end: job("delete-expired-rows") },
    email_tokens: { bound: "5 an hour and address", limit: "users_unasked_mails", end: job("delete-expired-rows") },
    login_attempts: { bound: "the attempts of a window", end: job("delete-expired-rows") },
    addresses: { bound: "50 for each account", end: stays("the customer, or the erasure of the account") },
    mail_queue: { bound: "5 an hour and address", limit: "users_unasked_mails", end: job("delete-expired-rows") },
    account_exports: { bound: "one for each person and requester", end: job("delete-expired-rows") },
    erasure_emails: { bound: "one for each erasure", end: job("drop-erasure-emails") },
    pending_erasures: { bound: "one for each erasure", end: job("request-erasures") },
    audit_log: {
      bound: "one for each action, of a customer the erasure",
      end: stays("append only, ids without a person"),
    },
    api_clients: owners("API clients, which staff make"),
    signing_keys: owners("keys, which a job rotates"),
  },
  orders: {
    ...ofService,
    leases: { bound: "one for each order", end: stays("the fencing token of an order has to rise") },
    idempotency: keys,
    attempt_counters: counters,
    carts: { bound: "60 an hour and network", limit: "orders_carts_network", end: job("delete-guest-carts") },
    cart_lines: { bound: "100 for each cart", end: job("delete-guest-carts") },
    account_emails: { bound: "one for each account", end: stays("the erasure of the account") },
    active_carts: { bound: "one for each account", end: stays("the erasure of the account") },
    vat_id_answers: {
      bound: "one for each VAT id that a checkout with reserved goods names",
      end: job("drop-old-keys"),
    },
    checkouts: { bound: "one live one for each cart", end: job("delete-unpaid-checkouts") },
    promotion_uses: { bound: "one for each checkout and promotion", end: job("delete-unpaid-checkouts") },
    unwanted_payments: { bound: "one for each payment without an order", end: stays("proof of what became of money") },
    orders: ofOrder,
    order_lines: ofOrder,
    order_money: ofOrder,
    order_terms: { bound: "200 for each order", end: stays("the erasure of its person takes names and addresses out") },
    order_variants: ofOrder,
    order_events: ofOrder,
    order_tasks: ofOrder,
    line_counters: ofOrder,
    sagas: ofOrder,
    cancellations: ofOrder,
    unsent_at_upgrade: {
      bound: "the unsent lines at one upgrade",
      end: stays("products asks for them until it has counted them"),
    },
    captures: ofOrder,
    refunds: ofOrder,
    refund_parts: ofOrder,
    returns: { bound: "the delivered units of an order", end: stays("accounting; an erasure removes the person") },
    return_parts: { bound: "the delivered units of an order", end: stays("accounting") },
    withdrawals: {
      bound: "10 an hour and network; without an order 10 a day and address",
      limit: "orders_withdrawals_network",
      end: job("drop-unmatched-withdrawals"),
    },
    withdrawal_parts: ofOrder,
    tax_documents: ofPaidOrder,
    tax_facts: ofPaidOrder,
    sold_orders: ofPaidOrder,
    sold_lines: ofPaidOrder,
    sales_facts: ofPaidOrder,
    variant_days: { bound: "one for each variant and day", end: stays("a projection of sales") },
    bought_together: { bound: "one for each pair of products sold together", end: stays("a projection of sales") },
    customer_values: { bound: "one for each customer with an order", end: stays("a projection of sales") },
    retained_buyers: {
      bound: "one for each corrected or erased order with an invoice",
      end: job("purge-retained-buyers"),
    },
    erasures: { bound: "one for each erased account", end: stays("refuses a late request of the account") },
    guest_erasures: { bound: "one for each erasure by staff or a customer", end: job("erase-guests") },
    mail_queue: { bound: "mail of orders", end: job("drop-old-mail") },
    order_mails: { bound: "200 of each order", end: stays("the erasure of its person") },
    fulfilments: owners("parcels of orders"),
    fulfilment_parts: owners("parcels of orders"),
    shipments: owners("parcels of orders"),
    shipment_parts: owners("parcels of orders"),
    order_notes: owners("notes of staff"),
    promotions: owners("promotions"),
    sequences: owners("one row for each sequence of numbers"),
    skipped_numbers: owners("numbers that a restore has skipped"),
    book_zones: owners("time zones of the accounts"),
    shop_pages: owners("pages of the shop, 100 at most"),
    shipping_methods: owners("shipping"),
    shipping_rates: owners("shipping"),
    shipping_zones: owners("shipping"),
    shipping_zone_countries: owners("shipping"),
    tax_rates: owners("tax rates"),
  },
  payments: {
    ...ofService,
    idempotency: keys,
    attempt_counters: counters,
    fencing_tokens: { bound: "one for each order", end: stays("refuses late calls about an order, which stays") },
    payments: {
      bound: "20 declined ones an hour and network",
      limit: "payments_declines_network",
      end: stays("reconciliation with the provider; the person is erased with the checkout"),
    },
    payment_events: { bound: "the changes of a payment", end: stays("append only, without a person") },
    provider_calls: { bound: "the calls about a payment", end: stays("reconciliation with the provider") },
    closed_checkouts: { bound: "one for each checkout with a voided payment", end: stays("refuses a late payment") },
    saved_methods: { bound: "one for each card of an account", end: job("finish-method-removals") },
    webhook_inbox: { bound: "signed messages of a provider", end: stays("reconciliation with the provider") },
    captures: ofOrder,
    refunds: ofOrder,
    disputes: ofOrder,
    ledger_entries: ofPaidOrder,
    ledger_chain: ofPaidOrder,
    reconciliation_runs: owners("one for each day"),
    unasked_providers: owners("one row"),
    payable_steps: owners("one row for each currency with a step"),
  },
  router: {
    alarms,
    store_clock: owners("one row"),
    usage_operations: { bound: "the bytes that the store may have", end: stays("the least used ones give way") },
    usage_counts: {
      bound: "one for each operation, client and week",
      end: stays("90 days, then the next count removes them"),
    },
  },
};
