/** I4 and I5: tax documents have no unrecorded gaps, add up, and equal the money that the shop keeps. */
import type { Rule } from "../../rule.ts";
import { cancelledWorth } from "../orders/order-units.ts";

/** Invoices less credit notes of each order, and the credit notes less the invoices that replace others. */
const net = `(SELECT order_id, sum(iif(kind = 'INVOICE', total_minor, -total_minor)) AS net,
  sum(iif(kind = 'INVOICE', iif(replaces IS NULL, 0, -total_minor), total_minor)) AS credited FROM orders.tax_documents GROUP BY order_id) AS books`;
const refunded = `(SELECT coalesce(sum(amount_minor), 0) FROM orders.refunds WHERE order_id = money.order_id AND state = 'SUCCEEDED')`;
/** At most this amount is owed back for cancelled units: of an order whose refund is pending or failed, or of which a bank has money. */
const mostOwedForUnits = `iif(EXISTS (SELECT 1 FROM orders.refunds WHERE order_id = money.order_id AND state <> 'SUCCEEDED')
  OR money.external_minor > (SELECT coalesce(sum(amount_minor), 0) FROM orders.refunds
    WHERE order_id = money.order_id AND cause = 'PROVIDER' AND state = 'SUCCEEDED'), ${cancelledWorth}, 0)`;
/** A corrected invoice is lower before its tax is paid back, and stays so if that fails. */
const mostOwed = `(${mostOwedForUnits} + (SELECT coalesce(sum(refund.amount_minor), 0) FROM orders.refunds AS refund JOIN orders.tax_documents AS note
  ON note.refund_id = refund.id AND note.cause = 'CORRECTION' WHERE refund.order_id = money.order_id AND refund.state <> 'SUCCEEDED'))`;
const isCapturing = "EXISTS (SELECT 1 FROM orders.captures WHERE order_id = money.order_id AND state = 'PENDING')";

/** The address of an order outlives its person; a checkout without one is taxed in the country of the shop. */
const destination = `coalesce("order".shipping_address ->> 'country', "order".billing_address ->> 'country', tax.value ->> 'country')`;

/** Monaco has the tax of France, and the Isle of Man that of Great Britain; documents from before have their own codes. */
const isDestination = (country: string) =>
  `${country} IN (${destination}, iif(${destination} = 'MC', 'FR', iif(${destination} = 'IM', 'GB', ${destination})))`;
/** Member states by the prefix of their VAT ids. */
const stateOf = (vatId: string) => `replace(replace(substr(${vatId}, 1, 2), 'EL', 'GR'), 'XI', 'GB')`;
const sellerVatId = "document.seller ->> 'vatId'";

const vatIdOf = (row: string) =>
  `coalesce(${row}.billing_address ->> 'vatId', iif(${row}.billing_address IS NULL, ${row}.shipping_address ->> 'vatId', NULL))`;
const buyerVatId = `coalesce(${vatIdOf('"order"')}, ${vatIdOf("retained")})`;

export const documentAmountRules: readonly Rule[] = [
  {
    must: "the invoices less the credit notes of an order equal the captured less the refunded amount and what is owed back or lost for cancelled units, once no capture is due",
    from: `${net} JOIN orders.order_money AS money USING (order_id) JOIN orders.orders AS "order" ON "order".id = money.order_id
      LEFT JOIN payments.payments AS payment ON payment.id = money.payment_id`,
    // Events that orders has not received yet are checked by I8.
    where: `NOT ${isCapturing} AND money.captured_minor = coalesce(payment.captured_minor, 0)`,
    holds: `money.captured_minor - ${refunded} - books.net <= ${mostOwed}
      AND (money.capture_mode = 'ON_FULFILMENT' AND "order".state <> 'CANCELLED' OR money.captured_minor - ${refunded} >= books.net)`,
    show: `money.order_id AS orderId, "order".state AS state, books.net AS documents, money.captured_minor AS captured, ${refunded} AS refunded`,
    neverEmpty: true,
  },
  {
    must: "the credit notes of an order cover its cancelled units, and the shipping that was waived with them",
    from: `orders.order_money AS money JOIN orders.orders AS "order" ON "order".id = money.order_id LEFT JOIN ${net} ON books.order_id = money.order_id`,
    where: '"order".invoice_number IS NOT NULL',
    holds: `coalesce(books.credited, 0) >= min(money.total_minor, ${cancelledWorth})`,
    show: `money.order_id AS orderId, "order".state AS state, books.credited AS credited, ${cancelledWorth} AS cancelled`,
    neverEmpty: true,
  },
];

export const documentNumberRules: readonly Rule[] = [
  {
    must: "credit notes are numbered from 1 without a gap, except for recorded skipped numbers",
    from: `(SELECT number, first - lag(last, 1, 0) OVER (ORDER BY first) AS step, max(last) OVER () AS last FROM (
        SELECT number, sequence AS first, sequence AS last FROM orders.tax_documents WHERE kind = 'CREDIT_NOTE'
        UNION ALL SELECT NULL, first, last FROM orders.skipped_numbers WHERE sequence = 'credit-note')) AS note
      LEFT JOIN orders.sequences AS given ON given.name = 'credit-note'`,
    holds: "note.step = 1 AND note.last = given.value",
    show: "note.number AS number, note.step - 1 AS missingBefore, given.value AS givenOut",
  },
  {
    must: "each invoice is the one of its order, or replaced and taken back in full, and the amounts of every document add up",
    from: `orders.tax_documents AS document JOIN orders.orders AS "order" ON "order".id = document.order_id
      LEFT JOIN orders.tax_documents AS later ON document.kind = 'INVOICE' AND later.replaces = document.number
      LEFT JOIN orders.tax_documents AS note ON document.kind = 'INVOICE' AND note.cause = 'CORRECTION' AND note.reverses = document.number`,
    holds: `document.total_minor = document.rounding_minor
        + (SELECT coalesce(sum((value ->> 'baseMinor') + (value ->> 'amountMinor')), 0) FROM json_each(document.taxes))
      AND document.rounding_minor = (SELECT coalesce(sum(value ->> 'roundingMinor'), 0) FROM json_each(document.items))
      AND document.tax_minor = (SELECT sum(value ->> 'amountMinor') FROM json_each(document.taxes))
      AND (document.kind = 'CREDIT_NOTE' OR (document.total_minor = "order".total_minor OR document.replaces IS NOT NULL)
        AND iif(later.id IS NULL, note.id IS NULL AND document.number = "order".invoice_number,
          coalesce(note.total_minor, 0) = document.total_minor AND later.order_id = document.order_id))`,
    show: `document.number AS number, document.order_id AS orderId, document.total_minor AS total`,
    neverEmpty: true,
  },
  {
    must: "each tax of a document is of the country to which the order went, or of the seller's for a distance sale or a company of the seller's country, and has an amount under a rate only",
    from: `orders.tax_documents AS document JOIN orders.orders AS "order" ON "order".id = document.order_id
      LEFT JOIN orders.retained_buyers AS retained ON retained.order_id = document.order_id, json_each(document.taxes) AS tax`,
    holds: `(${isDestination("tax.value ->> 'country'")}
        OR tax.value ->> 'category' IN ('STANDARD', 'UNTAXED')
          AND tax.value ->> 'country' IN (document.seller ->> 'country', iif(document.seller ->> 'country' = 'MC', 'FR', NULL))
          AND iif(tax.value ->> 'distanceTo' IS NULL,
            "order".erased_at IS NOT NULL AND retained.order_id IS NULL
              OR ${stateOf(buyerVatId)} = coalesce(${stateOf(sellerVatId)}, document.seller ->> 'country'),
            ${isDestination("tax.value ->> 'distanceTo'")}))
      AND (tax.value ->> 'category' = 'STANDARD' OR (tax.value ->> 'rate', tax.value ->> 'amountMinor') = (0, 0))`,
    show: `document.number AS number, document.order_id AS orderId, tax.value ->> 'name' AS tax, tax.value ->> 'country' AS country`,
    neverEmpty: true,
  },
  {
    must: "each supply without tax to a company names the VAT ids of the seller and of a buyer of another member state, and goods go to another one",
    from: `orders.tax_documents AS document JOIN orders.orders AS "order" ON "order".id = document.order_id
      LEFT JOIN orders.retained_buyers AS retained ON retained.order_id = document.order_id, json_each(document.taxes) AS tax`,
    // The VAT id of an erased buyer is deleted at the end of the retention.
    where: `tax.value ->> 'category' IN ('INTRA_COMMUNITY', 'REVERSE_CHARGE') AND ("order".erased_at IS NULL OR retained.order_id IS NOT NULL)`,
    holds: `document.seller ->> 'vatId' IS NOT NULL AND ${buyerVatId} IS NOT NULL
      AND ${stateOf(buyerVatId)} <> ${stateOf(sellerVatId)}
      AND (tax.value ->> 'category' = 'REVERSE_CHARGE' OR tax.value ->> 'country' <> ${stateOf(sellerVatId)})`,
    show: `document.number AS number, document.order_id AS orderId, tax.value ->> 'category' AS category, tax.value ->> 'country' AS country`,
  },
];
