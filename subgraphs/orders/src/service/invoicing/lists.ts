/** Lists of invoices and credit notes for the back office, by day and number. */

import type { AddressSnapshot } from "@hansa/contracts/users";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { hasScope } from "@hansa/kit/identity";
import { CodedError } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import { countDocuments, type DocumentFilter, findDocumentsPage } from "../../store/invoicing/tax-documents.ts";
import type { DocumentItem, TaxDocumentRow } from "../../store/tables.ts";
import { monthOf } from "./calendar.ts";
import { retainedAddresses } from "./retention.ts";
import { validDocuments } from "./tax-documents.ts";

/** A page of documents with a function that counts the whole list. */
export type DocumentPage = Connection<TaxDocumentRow> & { count: () => Promise<number> };

/** An item with the currency and the order of its document. */
export type DocumentItemWithCurrency = DocumentItem & Pick<TaxDocumentRow, "currency" | "orderId" | "kind">;

/** The units of an item. Invoices of before have those of their lines, credit notes are taken for gestures. */
export async function loadItemQuantity({ loaders }: Context, item: DocumentItemWithCurrency): Promise<number> {
  if (item.quantity !== undefined) return item.quantity;
  if (item.kind === "CREDIT_NOTE") return 1;
  const line = (await loaders.linesByOrder.load(item.orderId)).find(({ id }) => id === item.lineId);
  return line?.quantity ?? 1;
}

/** The address of a document's buyer, as it was issued; null once the retention of an erased buyer has ended. */
export async function loadBuyer({ loaders }: Context, document: TaxDocumentRow): Promise<AddressSnapshot | null> {
  const order = await loaders.orderById.load(document.orderId);
  const retained = await loaders.retainedBuyerByOrder.load(document.orderId);
  const { invoice } = validDocuments(retained ? await loaders.documentsByOrder.load(document.orderId) : []);
  const present = order?.erasedAt === null ? order : undefined;
  const source = retained ? retainedAddresses(retained, document, invoice) : present;
  return source?.billingAddress ?? source?.shippingAddress ?? null;
}

type DocumentListArgs = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?:
    | {
        kind?: TaxDocumentRow["kind"] | null | undefined;
        orderId?: string | null | undefined;
        month?: string | null | undefined;
      }
    | null
    | undefined;
};

/** The document if the viewer has the scope `reports:read`; null otherwise. */
export async function findVisibleDocument({ loaders, viewer }: Context, id: string): Promise<TaxDocumentRow | null> {
  return hasScope(viewer, "reports:read") ? loaders.documentById.load(id) : null;
}

/** All documents by day, kind and number. Rejects an invalid month. */
export async function listDocuments({ store }: Context, args: DocumentListArgs): Promise<DocumentPage> {
  const page = readTimePage(args, 25, "tax documents", "OLDEST");
  const { month, ...rest } = args.filter ?? {};
  const days = typeof month === "string" ? monthOf(month) : { fromDay: undefined, toDay: undefined };
  if (!days) throw new CodedError("BAD_USER_INPUT", "month is a year and a month such as 2026-01.");
  const filter: DocumentFilter = { ...rest, fromDay: days.fromDay, toDay: days.toDay };
  const rows = await store.read((db) => findDocumentsPage(db, filter, page));
  return {
    ...connectionOf(page, rows, ({ day, kind, sequence }) => [day, kind, String(sequence)]),
    count: () => store.read((db) => countDocuments(db, filter)),
  };
}
