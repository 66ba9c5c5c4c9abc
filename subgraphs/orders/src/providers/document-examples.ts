/** Example data for validating the templates of documents: for each, one example with every value and one with the minimum. */
import type { Examples } from "@hansa/kit/mail";
import { address, amount, day, zeroAmount } from "./example-values.ts";
import type { CreditNoteData, InvoiceData, OrderTemplateData, PrintedSeller } from "./template-data.ts";

const seller: PrintedSeller = {
  name: "Kontor",
  legalName: "Kontor GmbH",
  addressLines: ["Kai 1", "28195 Bremen", "Germany"],
  vatId: "DE136695976",
  supportEmail: "help@kontor.example",
};
const bareSeller: PrintedSeller = { ...seller, legalName: null, addressLines: ["DE"], vatId: null, supportEmail: null };
const taxes = [{ name: "VAT 19%", rate: "19%", place: "DE", base: amount, amount }];

const invoice: InvoiceData = {
  style: "",
  seller,
  timeZone: "Europe/Berlin",
  number: "2026-1",
  invoiceNumber: "000001",
  replaces: { number: "000001", creditNote: "C000001", url: "https://kontor.example/receipts/1/C000001" },
  isCancelled: true,
  isErased: true,
  isReverseCharge: true,
  taxNotes: ["Export."],
  placedAt: day,
  invoicedAt: day,
  deliveredAt: day,
  shippingLabel: "Parcel",
  billingAddress: address,
  shippingAddress: address,
  currency: "EUR",
  lines: [
    { title: "Tea", sku: "TEA-1", unitPrice: amount, quantity: 1, discount: zeroAmount, tax: amount, total: amount },
  ],
  goods: amount,
  shipping: amount,
  taxIncluded: true,
  tax: amount,
  taxes,
  rounding: amount,
  total: amount,
  cancelled: { amount, left: amount },
  creditNotes: [
    { number: "C000001", url: "https://kontor.example/receipts/1", issuedAt: day, tax: amount, total: amount },
  ],
  refunds: [{ at: day, amount }],
  refunded: amount,
};
const bareInvoice: InvoiceData = {
  ...invoice,
  rounding: null,
  seller: bareSeller,
  invoiceNumber: null,
  replaces: null,
  isCancelled: false,
  isErased: false,
  isReverseCharge: false,
  taxNotes: [],
  invoicedAt: null,
  deliveredAt: null,
  shippingLabel: null,
  billingAddress: null,
  shippingAddress: null,
  lines: [],
  taxIncluded: false,
  taxes: [],
  cancelled: null,
  creditNotes: [],
  refunds: [],
};

const creditNote: CreditNoteData = {
  style: "",
  seller,
  timeZone: "Europe/Berlin",
  number: "C000002",
  invoiceNumber: "000001",
  invoicedAt: day,
  orderNumber: "2026-1",
  issuedAt: day,
  cause: "REVERSAL",
  reverses: "C000001",
  isReverseCharge: true,
  taxNotes: ["Export."],
  billingAddress: address,
  shippingAddress: address,
  currency: "EUR",
  items: [{ line: { title: "Tea", sku: "TEA-1" }, quantity: 2, unitPrice: amount, total: amount }],
  tax: amount,
  taxes,
  rounding: amount,
  total: amount,
};
const bareCreditNote: CreditNoteData = {
  ...creditNote,
  rounding: null,
  seller: bareSeller,
  invoiceNumber: null,
  invoicedAt: null,
  cause: "REFUND",
  reverses: null,
  isReverseCharge: false,
  taxNotes: [],
  billingAddress: null,
  shippingAddress: null,
  items: [{ line: null, quantity: 1, unitPrice: amount, total: amount }],
  taxes: [],
};

/** The examples of invoices and credit notes. */
export const documentExamples: Pick<Examples<OrderTemplateData>, "invoice" | "credit-note"> = {
  invoice: [invoice, bareInvoice],
  "credit-note": [creditNote, bareCreditNote],
};
