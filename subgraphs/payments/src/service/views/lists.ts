/** Lists of the back office: payments and ledger entries. */

import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { LedgerAccount, LedgerFilter, LedgerKind, PaymentFilter } from "../../generated/resolvers.ts";
import { countEntries, findEntriesPage } from "../../store/ledger/queries.ts";
import { countPayments, findPaymentsPage } from "../../store/payments/list.ts";
import type { LedgerEntryRow, PaymentRow } from "../../store/tables.ts";

/** Pages that can count their list. */
export type PaymentPage = Connection<PaymentRow> & { count: () => Promise<number> };
export type LedgerPage = Connection<LedgerEntryRow> & { count: () => Promise<number> };

type ListArgs<Filter> = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: Filter | null | undefined;
};

/** All payments, the newest first. */
export async function listPayments({ store }: Context, args: ListArgs<PaymentFilter>): Promise<PaymentPage> {
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

/** All ledger entries, the newest first. */
export async function listEntries({ store }: Context, args: ListArgs<LedgerFilter>): Promise<LedgerPage> {
  const page = readTimePage(args, 50, "ledger");
  const { account, kind, ...rest } = args.filter ?? {};
  const filter = { ...rest, account: account && accountOf[account], kind: kind && kindOf[kind] };
  const rows = await store.read((db) => findEntriesPage(db, filter, page));
  return {
    ...connectionOf(page, rows, ({ at, seq }) => [at, String(seq)]),
    count: () => store.read((db) => countEntries(db, filter)),
  };
}

/** The entry if the viewer may read the ledger; null for others, as if it did not exist. */
export async function findVisibleEntry({ loaders, viewer }: Context, id: string): Promise<LedgerEntryRow | null> {
  const number = id.startsWith(entryPrefix) ? id.slice(entryPrefix.length) : "";
  return hasScope(viewer, "ledger:read") ? loaders.entryByNumber.load(number) : null;
}

/** The GraphQL id of an entry, made from its number. */
export function toEntryId(seq: number): string {
  return `${entryPrefix}${seq}`;
}

/** The GraphQL enum value of an account. */
export function toGraphAccount({ account }: LedgerEntryRow): LedgerAccount {
  return graphAccounts[account];
}

/** The GraphQL enum value of a movement kind. */
export function toGraphKind({ kind }: LedgerEntryRow): LedgerKind {
  return graphKinds[kind];
}

const entryPrefix = "led_";
const accountOf = { PROVIDER: "provider", CUSTOMERS: "customers", DISPUTES: "disputes" } as const;
const kindOf = { CAPTURE: "capture", REFUND: "refund", DISPUTE: "dispute" } as const;
const graphAccounts = { provider: "PROVIDER", customers: "CUSTOMERS", disputes: "DISPUTES" } as const;
const graphKinds = { capture: "CAPTURE", refund: "REFUND", dispute: "DISPUTE" } as const;
