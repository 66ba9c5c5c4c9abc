/** Example data for validating templates: for each template, one example with every value and one with the minimum. */
import type { Examples } from "@hansa/kit/mail";
import { documentExamples } from "./document-examples.ts";
import { address, amount, day, zeroAmount } from "./example-values.ts";
import type {
  CancelledData,
  ConfirmedData,
  ContactFormerData,
  ContactUpdatedData,
  LinesCancelledData,
  MailPart,
  OrderTemplateData,
  PaymentLateData,
  RefundedData,
  ReturnClosedData,
  ReturnData,
  ShippedData,
  WithdrawalReceivedData,
} from "./template-data.ts";

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
const contactUpdated: ContactUpdatedData = { ...mail, isGuest: true };
const bareContactUpdated: ContactUpdatedData = { ...bareMail, isGuest: false };
const contactFormer: ContactFormerData = { shop: mail.shop, number: mail.number, currency: mail.currency };
const bareContactFormer: ContactFormerData = { ...contactFormer, shop: bareMail.shop };

export const examples: Examples<OrderTemplateData> = {
  ...documentExamples,
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
  "mail/contact-updated": [contactUpdated, bareContactUpdated],
  "mail/contact-former": [contactFormer, bareContactFormer],
};
