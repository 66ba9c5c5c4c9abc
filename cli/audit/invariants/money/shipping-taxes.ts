/** I5: the taxes on shipping are those of the goods in the parcel, where its method says so. */
import type { Rule } from "../../rule.ts";

const isSame = (part: string) =>
  `${part}.value ->> 'name' = tax.value ->> 'name' AND ${part}.value ->> 'rate' = tax.value ->> 'rate'
    AND (${part}.value ->> 'country', ${part}.value ->> 'region') IS (tax.value ->> 'country', tax.value ->> 'region')`;
/** The taxed amount, as prices are given: with the tax in them, or without. */
const taxed = (part: string) =>
  `(${part}.value ->> 'baseMinor') + iif("order".tax_included, ${part}.value ->> 'amountMinor', 0)`;
const lines = `orders.order_lines AS line JOIN orders.line_counters AS counter ON counter.line_id = line.id`;
const sent = `(SELECT sum(line_total_minor) FROM ${lines} WHERE line.order_id = "order".id AND counter.is_sent)`;
const sentSame = `(SELECT coalesce(sum(line_total_minor), 0) FROM ${lines}, json_each(line.tax_parts) AS part
  WHERE line.order_id = "order".id AND counter.is_sent AND ${isSame("part")})`;
const onLines = `(SELECT coalesce(sum(${taxed("part")}), 0) FROM orders.order_lines AS line, json_each(line.tax_parts) AS part
  WHERE line.order_id = "order".id AND ${isSame("part")})`;
const share = `(${taxed("tax")} - ${onLines})`;
const charged = `("order".shipping_minor - "order".shipping_discount_minor)`;
const highest = `(SELECT max(part.value ->> 'rate') FROM ${lines}, json_each(line.tax_parts) AS part
  WHERE line.order_id = "order".id AND counter.is_sent)`;

export const shippingTaxRules: readonly Rule[] = [
  {
    must: "shipping that is taxed by the goods in the parcel has their taxes, each for the share of its goods, or the highest rate",
    from: `orders.orders AS "order", json_each("order".tax_parts) AS tax`,
    // Free goods count by their list prices.
    where: `"order".shipping ->> 'taxBasis' <> 'CLASS' AND ${sent} > 0`,
    // The shares of the lines are rounded together: each is less than one minor unit from its exact amount.
    holds: `CASE "order".shipping ->> 'taxBasis'
      WHEN 'GOODS_HIGHEST' THEN ${share} = 0 OR tax.value ->> 'rate' = ${highest}
      ELSE abs(${share} * ${sent} - ${sentSame} * ${charged}) <= ${sent} * (SELECT count(*) FROM orders.order_lines WHERE order_id = "order".id)
    END`,
    show: `"order".id AS orderId, tax.value ->> 'name' AS tax, ${share} AS taxed, ${charged} AS shipping`,
  },
];
