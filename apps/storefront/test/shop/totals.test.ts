/** Totals of a cart, a checkout or an order: each discount is named, and the rounding has a row of its own unless it is zero. */
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { Totals } from "../../shop/elements/totals.tsx";

const kwd = (decimal: string) => ({ minor: Math.round(Number(decimal) * 1_000), decimal, currency: "KWD" });

function render(rounding: string): string {
  const totals = {
    ...{ subtotal: kwd("7.067"), discount: kwd("0.000"), tax: kwd("0.000"), rounding: kwd(rounding) },
    ...{ total: kwd("7.070"), taxIncluded: true, taxLines: [] },
  };
  return renderToString(h(Totals, { totals, discounts: [], language: "en" }));
}

test.each(["0.003", "-0.003"])("a rounding of %s is a row before the total", (rounding) => {
  expect(render(rounding)).toMatch(/<dt[^>]*>Rounding<\/dt><dd>[^<]*0\.003[^<]*<\/dd>.*Total/);
});

test("without a rounding there is no row", () => {
  expect(render("0.000")).not.toContain("Rounding");
});

const euros = (minor: number) => ({ minor, decimal: (minor / 100).toFixed(2), currency: "EUR" });

function renderDiscounts(discounts: readonly { label: string; code: string | null; minor: number }[]): string {
  const sum = discounts.reduce((total, { minor }) => total + minor, 0);
  const totals = {
    ...{ subtotal: euros(5_000), discount: euros(sum), shipping: euros(490), tax: euros(0), rounding: euros(0) },
    ...{ total: euros(5_490 - sum), taxIncluded: true, taxLines: [] },
  };
  const named = discounts.map(({ label, code, minor }) => ({ label, code, discount: euros(minor) }));
  return renderToString(h(Totals, { totals, discounts: named, language: "en" }));
}

test("each discount is named, with its code, and one that takes nothing off is left out", () => {
  const html = renderDiscounts([
    { label: "Free shipping", code: null, minor: 490 },
    { label: "Welcome", code: "HELLO", minor: 500 },
    { label: "Later", code: null, minor: 0 },
  ]);
  expect(html).toMatch(/<dt[^>]*>Free shipping<\/dt><dd>−€4\.90<\/dd>/);
  expect(html).toMatch(/<dt[^>]*>Welcome \(HELLO\)<\/dt><dd>−€5\.00<\/dd>/);
  expect(html).not.toMatch(/Later|Discount/);
});
