/** The lists of the back office: payments, and the books. */
import { hasScope } from "@hansa/kit/identity";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/pages";
import type { Context } from "../context.ts";
import type { LedgerAccount, LedgerFilter, LedgerKind, PaymentFilter } from "../generated/resolvers.ts";
import { countEntries, findEntriesPage } from "../store/ledger.ts";
import { countPayments, findPaymentsPage } from "../store/payment-list.ts";
import type { LedgerEntryRow, PaymentRow } from "../store/tables.ts";

/** Pages that can still count their lists. */
export type PaymentPage = Connection<PaymentRow> & { count: () => Promise<number> };
export type LedgerPage = Connection<LedgerEntryRow> & { count: () => Promise<number> };

type Asked<Filter> = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: Filter | null | undefined;
};

/** All payments, the newest first. */
export async function listPayments({ store }: Context, args: Asked<PaymentFilter>): Promise<PaymentPage> {
  const page = readTimePage(args, 25, "payments");
  const { state, ...rest } = args.filter ?? {};
  if (state === "EXPIRED") return { ...connectionOf(page, [], () => []), count: async () => 0 };
  const filter = { ...rest, state };
  const rows = await store.read((db) => findPaymentsPage(db, filter, page));
  return {
    ...connectionOf(page, rows, ({ createdAt, id }) => [createdAt, id]),
    count: () => store.read((db) => countPayments(db, filter)),
  };
}

/** The books, the newest entries first. */
export async function listEntries({ store }: Context, args: Asked<LedgerFilter>): Promise<LedgerPage> {
  const page = readTimePage(args, 50, "ledger");
  const { account, kind, ...rest } = args.filter ?? {};
  const filter = { ...rest, account: account && accountOf[account], kind: kind && kindOf[kind] };
  const rows = await store.read((db) => findEntriesPage(db, filter, page));
  return {
    ...connectionOf(page, rows, ({ at, seq }) => [at, String(seq)]),
    count: () => store.read((db) => countEntries(db, filter)),
  };
}

/** The entry if the viewer may read the books; null for others, as if there were none. */
export async function findVisibleEntry({ loaders, viewer }: Context, id: string): Promise<LedgerEntryRow | null> {
  const number = id.startsWith(entryPrefix) ? id.slice(entryPrefix.length) : "";
  return hasScope(viewer, "ledger:read") ? loaders.entryByNumber.load(number) : null;
}

/** The id of an entry in the graph, made from its number. */
export function shownEntryId(seq: number): string {
  return `${entryPrefix}${seq}`;
}

/** An account as the graph calls it. */
export function shownAccount({ account }: LedgerEntryRow): LedgerAccount {
  return shownAccounts[account];
}

/** A kind of movement as the graph calls it. */
export function shownKind({ kind }: LedgerEntryRow): LedgerKind {
  return shownKinds[kind];
}

const entryPrefix = "led_";
const accountOf = { PROVIDER: "provider", CUSTOMERS: "customers", DISPUTES: "disputes" } as const;
const kindOf = { CAPTURE: "capture", REFUND: "refund", DISPUTE: "dispute" } as const;
const shownAccounts = { provider: "PROVIDER", customers: "CUSTOMERS", disputes: "DISPUTES" } as const;
const shownKinds = { capture: "CAPTURE", refund: "REFUND", dispute: "DISPUTE" } as const;
