/** I5: an order without tax by its buyer's VAT id has the answer of the register that allowed it. */
import type { Rule } from "../../rule.ts";

const isUntaxed = (taxes: string) =>
  `EXISTS (SELECT 1 FROM json_each(${taxes}) WHERE value ->> 'category' IN ('INTRA_COMMUNITY', 'REVERSE_CHARGE'))`;

/** The age that an answer may have when a payment starts, and the time from the check of orders to the payment's row. */
const maxAge = `${24 * 60 * 60_000} + 60000`;

export const vatIdRules: readonly Rule[] = [
  {
    must: "an order without tax by a VAT id that a register had to check has an answer that it is valid, at most 24 hours before its payment started or from a correction since",
    from: `orders.orders AS "order" JOIN orders.order_money AS money ON money.order_id = "order".id
      LEFT JOIN payments.payments AS payment ON payment.id = money.payment_id`,
    where: `"order".vat_id_check ->> 'rule' = 'SERVICE'
      AND (${isUntaxed('"order".tax_parts')} OR EXISTS (
        SELECT 1 FROM orders.tax_documents AS document WHERE document.order_id = "order".id AND ${isUntaxed("document.taxes")}))`,
    holds: `"order".vat_id_check ->> 'state' = 'VALID'
      AND coalesce(payment.created_at, "order".placed_at) - ("order".vat_id_check ->> 'checkedAt') <= ${maxAge}`,
    show: `"order".id AS orderId, "order".vat_id_check ->> 'state' AS state, "order".vat_id_check ->> 'checkedAt' AS checkedAt`,
  },
];
