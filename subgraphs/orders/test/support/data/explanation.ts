/** Explanations of totals, line by line, and a check that recomputes them from their text. */
import { toDecimal } from "@hansa/commerce/money";

export type Explained = {
  currency: string;
  lines: readonly {
    title: string;
    quantity: number;
    unitPriceMinor: number;
    discountMinor: number;
    lineTotalMinor: number;
  }[];
  promotions: readonly { label: string; discountMinor: number }[];
  shippingMinor: number;
  shippingDiscountMinor: number;
  totalMinor: number;
};

/** For example `2 × 3.17 Tea = 6.34, less 2.78 = 3.56`, one line each, then shipping, the total and the discounts by promotion. */
export function explain({
  currency,
  lines,
  promotions,
  shippingMinor,
  shippingDiscountMinor,
  totalMinor,
}: Explained): string {
  const text = (minor: number) => toDecimal({ minor, currency });
  const less = (before: number, off: number) => `${text(before)}, less ${text(off)} = ${text(before - off)}`;
  return [
    ...lines.map(
      ({ title, quantity, unitPriceMinor, discountMinor }) =>
        `${quantity} × ${text(unitPriceMinor)} ${title} = ${less(quantity * unitPriceMinor, discountMinor)}`,
    ),
    `Sending = ${less(shippingMinor, shippingDiscountMinor)}`,
    `To pay: ${text(totalMinor)} ${currency}`,
    ...promotions.map(({ label, discountMinor }) => `${label}: ${text(discountMinor)} off`),
  ].join("\n");
}

/** The errors of an explanation, found by recomputing it from its text; empty if it is correct. */
export function faultsIn(explanation: string): string[] {
  const units = (text = "") => Number(text.replace(".", ""));
  const faults: string[] = [];
  const sums = { left: 0, less: 0, off: 0, total: Number.NaN };
  for (const line of explanation.split("\n")) {
    const goods = /^(?:(\d+) × ([\d.]+) .* = |Sending = )([\d.]+), less ([\d.]+) = (-?[\d.]+)$/.exec(line);
    const total = /^To pay: ([\d.]+) /.exec(line);
    const promotion = /: ([\d.]+) off$/.exec(line);
    if (goods) {
      const [, quantity, price, before, less, left] = goods;
      if (quantity && Number(quantity) * units(price) !== units(before)) faults.push(`${line}: not the product`);
      if (units(before) - units(less) !== units(left) || units(left) < 0) faults.push(`${line}: not the difference`);
      sums.left += units(left);
      sums.less += units(less);
    } else if (total) sums.total = units(total[1]);
    else if (promotion) sums.off += units(promotion[1]);
    else faults.push(`${line}: not understood`);
  }
  if (sums.left !== sums.total) faults.push(`the lines come to ${sums.left}, not ${sums.total}`);
  if (sums.less !== sums.off) faults.push(`the lines are less by ${sums.less}, the promotions take off ${sums.off}`);
  return faults;
}
