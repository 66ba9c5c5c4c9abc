/** Types of the template data: the variables of each template, as documented in docs/owners/templates.md. */
import type { Templates } from "@hansa/kit/mail";
import type { OrderRow, ReturnRow, TaxDocumentRow } from "../store/tables.ts";

export type OrderTemplateData = {
  invoice: InvoiceData;
  "credit-note": CreditNoteData;
  "mail/confirmed": ConfirmedData;
  "mail/shipped": ShippedData;
  "mail/cancelled": CancelledData;
  "mail/lines-cancelled": LinesCancelledData;
  "mail/refunded": RefundedData;
  "mail/return-approved": ReturnData;
  "mail/return-rejected": ReturnData;
  "mail/return-received": ReturnData;
  "mail/return-closed": ReturnClosedData;
  "mail/withdrawal-received": WithdrawalReceivedData;
  "mail/payment-late": PaymentLateData;
  "mail/contact-updated": ContactUpdatedData;
  "mail/contact-former": ContactFormerData;
};

export type OrderTemplates = Templates<OrderTemplateData>;

/** The style sheet of documents, as the content of their `style` element. */
export function documentStyle(templates: Pick<OrderTemplates, "readAsset">): string {
  return `\n${templates.readAsset("style.css")}`;
}

/** An amount: in minor units, and as text with the currency's digits, such as `12.50`. */
export type Amount = { minor: number; decimal: string };

/** A day in the accounting time zone: `2026-01-15`, and as text, `15 January 2026`. */
export type Day = { iso: string; text: string };

/** An address as it is printed, the country last. */
export type PrintedAddress = { lines: string[]; country: string; vatId: string | null };

/** The seller: `legalName` only where it is another name, `addressLines` at least the country. */
export type PrintedSeller = {
  name: string;
  legalName: string | null;
  addressLines: string[];
  vatId: string | null;
  supportEmail: string | null;
};

/** A tax: its rate as text, such as `19%`, the taxable amount and the tax amount. `place`: region or country of the rate. */
export type PrintedTax = { name: string; rate: string; place: string; base: Amount; amount: Amount };

/** The data of `invoice.liquid`. */
export type InvoiceData = {
  style: string;
  seller: PrintedSeller;
  timeZone: string;
  number: string;
  invoiceNumber: string | null;
  /** The invoice that this one replaces, and its credit note. */
  replaces: { number: string; creditNote: string; url: string } | null;
  isCancelled: boolean;
  isErased: boolean;
  isReverseCharge: boolean;
  /** The notes that the law requires for amounts without tax. */
  taxNotes: string[];
  placedAt: Day;
  invoicedAt: Day | null;
  deliveredAt: Day | null;
  shippingLabel: string | null;
  billingAddress: PrintedAddress | null;
  shippingAddress: PrintedAddress | null;
  currency: string;
  lines: {
    title: string;
    sku: string;
    unitPrice: Amount;
    quantity: number;
    discount: Amount;
    tax: Amount;
    total: Amount;
  }[];
  goods: Amount;
  shipping: Amount;
  taxIncluded: boolean;
  tax: Amount;
  taxes: PrintedTax[];
  /** Makes the total a multiple of the payable step. Null if it is zero, as in `credit-note.liquid`. */
  rounding: Amount | null;
  total: Amount;
  /** With capture on fulfilment, goods that are cancelled before shipment are never charged, and so never refunded. */
  cancelled: { amount: Amount; left: Amount } | null;
  creditNotes: { number: string; url: string; issuedAt: Day; tax: Amount; total: Amount }[];
  refunds: { at: Day; amount: Amount }[];
  refunded: Amount;
};

/** The data of `credit-note.liquid`. */
export type CreditNoteData = {
  style: string;
  seller: PrintedSeller;
  timeZone: string;
  number: string;
  invoiceNumber: string | null;
  invoicedAt: Day | null;
  orderNumber: string;
  issuedAt: Day;
  cause: TaxDocumentRow["cause"];
  /** The number of the credit note that this one reverses. */
  reverses: string | null;
  isReverseCharge: boolean;
  /** The notes that the law requires for amounts without tax. */
  taxNotes: string[];
  billingAddress: PrintedAddress | null;
  shippingAddress: PrintedAddress | null;
  currency: string;
  /** Without a line: shipping. */
  items: { line: { title: string; sku: string } | null; quantity: number; unitPrice: Amount; total: Amount }[];
  tax: Amount;
  taxes: PrintedTax[];
  rounding: Amount | null;
  total: Amount;
};

/** The data of every e-mail about an order. At most one of `orderUrl` and `guestCode` is given. */
type OrderMailData = {
  shop: { name: string; supportEmail: string | null };
  number: string;
  currency: string;
  /** The page of the storefront that shows the order, with the guest's token. */
  orderUrl: string | null;
  /** In a shop without a storefront, the token by which a guest sees the order. */
  guestCode: string | null;
  receiptUrl: string;
};

/** Units of a line. The title is null if the order no longer has the line. */
export type MailPart = { title: string | null; quantity: number };

export type ConfirmedData = OrderMailData & {
  lines: { title: string; quantity: number; total: Amount }[];
  shippingLabel: string | null;
  shipping: Amount;
  taxIncluded: boolean;
  tax: Amount;
  /** Makes the total a multiple of the payable step. Null if it is zero. */
  rounding: Amount | null;
  total: Amount;
  shippingAddress: PrintedAddress | null;
  invoiceNumber: string | null;
  isGuest: boolean;
  /** The number of days of the right of withdrawal. Null if the law excludes all goods of the order. */
  withdrawalDays: number | null;
  /** The page of the storefront on which a withdrawal is declared. Null without a storefront. */
  withdrawalUrl: string | null;
};

export type ShippedData = OrderMailData & {
  carrier: string;
  trackingNumber: string | null;
  trackingUrl: string | null;
  parts: MailPart[];
};

export type CancelledData = OrderMailData & {
  reason: OrderRow["cancelReason"];
  /** Null if the order was never confirmed. */
  invoiceNumber: string | null;
  lines: { title: string; quantity: number }[];
  total: Amount;
  captured: Amount;
};

export type LinesCancelledData = OrderMailData & { parts: MailPart[]; total: Amount; captured: Amount };

/** A part without units is a price reduction. */
export type RefundedData = OrderMailData & { amount: Amount; parts: MailPart[] };

/** Of a received return the units that arrived, of others those to be returned. `note`: the shop's reply. */
export type ReturnData = OrderMailData & { parts: MailPart[]; note: string | null };

/** The units that the outcome is about. */
export type ReturnClosedData = ReturnData & { outcome: ReturnRow["outcome"] };

export type WithdrawalReceivedData = OrderMailData & {
  reference: string;
  /** The local day and time of receipt, such as `14:05`, in the shop's time zone, by its IANA name. */
  receivedAt: Day;
  receivedTime: string;
  timeZone: string;
  parts: MailPart[];
  /** Whether units of it are to be returned. */
  isReturned: boolean;
  withdrawalId: string;
  /** The page that confirms a declaration which has no effect yet, or without a storefront the code. Null if it is confirmed. */
  confirmUrl: string | null;
  confirmCode: string | null;
};

/** The data of `mail/payment-late.liquid`, which is about a checkout without an order. */
export type PaymentLateData = Pick<OrderMailData, "shop" | "currency"> & { amount: Amount };

export type ContactUpdatedData = OrderMailData & { isGuest: boolean };

/** The data of `mail/contact-former.liquid`, which may go to a stranger: it has no link and nothing about the buyer. */
export type ContactFormerData = Pick<OrderMailData, "shop" | "number" | "currency">;
