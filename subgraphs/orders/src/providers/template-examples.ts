/** Example data for validating templates: for each template, one example with every value and one with the minimum. */
import type { Examples } from "@hansa/kit/mail";
import type {
  Amount,
  CancelledData,
  ConfirmedData,
  CreditNoteData,
  Day,
  InvoiceData,
  LinesCancelledData,
  MailPart,
  OrderTemplateData,
  PaymentLateData,
  PrintedAddress,
  PrintedSeller,
  RefundedData,
  ReturnClosedData,
  ReturnData,
  ShippedData,
  WithdrawalReceivedData,
} from "./template-data.ts";

const amount: Amount = { minor: 1_490, decimal: "14.90" };
const zeroAmount: Amount = { minor: 0, decimal: "0.00" };
const day: Day = { iso: "2026-01-15", text: "15 January 2026" };
const address: PrintedAddress = { lines: ["Mara Olsen", "Kai 2", "28195 Bremen"], country: "DE", vatId: "DE113866163" };
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

const mail = {
  shop: { name: "Kontor", supportEmail: "help@kontor.example" },
  number: "2026-1",
  currency: "EUR",
  orderUrl: "https://kontor.example/orders/2026-1",
  guestCode: "code",
  receiptUrl: "https://kontor.example/receipts/1",
};
const bareMail = { ...mail, shop: { name: "Kontor", supportEmail: null }, orderUrl: null, guestCode: null };
const parts: MailPart[] = [{ title: "Tea", quantity: 1 }];
const untitledParts: MailPart[] = [{ title: null, quantity: 1 }];

const confirmed: ConfirmedData = {
  ...mail,
  lines: [{ title: "Tea", quantity: 1, total: amount }],
  shippingLabel: "Parcel",
  shipping: amount,
  taxIncluded: true,
  tax: amount,
  rounding: amount,
  total: amount,
  shippingAddress: address,
  invoiceNumber: "000001",
  isGuest: true,
  withdrawalDays: 14,
  withdrawalUrl: "https://kontor.example/withdrawal?order=2026-1",
};
const bareConfirmed: ConfirmedData = {
  ...confirmed,
  rounding: null,
  ...bareMail,
  shippingLabel: null,
  shippingAddress: null,
  invoiceNumber: null,
  isGuest: false,
  withdrawalDays: null,
  withdrawalUrl: null,
};
const shipped: ShippedData = {
  ...mail,
  carrier: "Harbour Post",
  trackingNumber: "JD0001",
  trackingUrl: "https://post.example/JD0001",
  parts,
};
const bareShipped: ShippedData = {
  ...shipped,
  ...bareMail,
  trackingNumber: null,
  trackingUrl: null,
  parts: untitledParts,
};
const cancelled: CancelledData = {
  ...mail,
  reason: "OUT_OF_STOCK",
  invoiceNumber: "000001",
  lines: [{ title: "Tea", quantity: 1 }],
  total: amount,
  captured: amount,
};
const bareCancelled: CancelledData = {
  ...cancelled,
  ...bareMail,
  reason: null,
  invoiceNumber: null,
  captured: zeroAmount,
};
const paymentLate: PaymentLateData = { shop: mail.shop, currency: mail.currency, amount };
const barePaymentLate: PaymentLateData = { ...paymentLate, shop: bareMail.shop };
const linesCancelled: LinesCancelledData = { ...mail, parts, total: amount, captured: amount };
const bareLinesCancelled: LinesCancelledData = {
  ...bareMail,
  parts: untitledParts,
  total: zeroAmount,
  captured: zeroAmount,
};
const refunded: RefundedData = { ...mail, amount, parts: [...parts, { title: "Mug", quantity: 0 }] };
const bareRefunded: RefundedData = { ...bareMail, amount, parts: [] };
const orderReturn: ReturnData = { ...mail, parts, note: "Use the label in the parcel." };
const bareReturn: ReturnData = { ...bareMail, parts: untitledParts, note: null };
const returnClosed: ReturnClosedData = { ...orderReturn, outcome: "REFUSED", note: "It is worn." };
const bareReturnClosed: ReturnClosedData = { ...bareReturn, outcome: "NOT_ARRIVED" };
const withdrawalReceived: WithdrawalReceivedData = {
  ...mail,
  reference: "4711029358",
  receivedAt: day,
  receivedTime: "14:05",
  timeZone: "Europe/Berlin",
  parts,
  isReturned: true,
  withdrawalId: "wdr_01jd8m3k6x",
  confirmUrl: "https://shop.example/withdrawal/confirm?withdrawal=wdr_01jd8m3k6x#token=3Yc",
  confirmCode: null,
};
const bareWithdrawalReceived: WithdrawalReceivedData = {
  ...withdrawalReceived,
  ...bareMail,
  parts: untitledParts,
  isReturned: false,
  confirmUrl: null,
  confirmCode: null,
};

export const examples: Examples<OrderTemplateData> = {
  invoice: [invoice, bareInvoice],
  "credit-note": [creditNote, bareCreditNote],
  "mail/confirmed": [confirmed, bareConfirmed],
  "mail/shipped": [shipped, bareShipped],
  "mail/cancelled": [cancelled, bareCancelled],
  "mail/lines-cancelled": [linesCancelled, bareLinesCancelled],
  "mail/refunded": [refunded, bareRefunded],
  "mail/return-approved": [orderReturn, bareReturn],
  "mail/return-rejected": [orderReturn, bareReturn],
  "mail/return-received": [orderReturn, bareReturn],
  "mail/return-closed": [returnClosed, bareReturnClosed],
  "mail/withdrawal-received": [withdrawalReceived, bareWithdrawalReceived],
  "mail/payment-late": [paymentLate, barePaymentLate],
};
