/** Totals of a cart, a checkout or an order: the rounding has a row of its own unless it is zero. */
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
  return renderToString(h(Totals, { totals, language: "en" }));
}

test.each(["0.003", "-0.003"])("a rounding of %s is a row before the total", (rounding) => {
  expect(render(rounding)).toMatch(/<dt[^>]*>Rounding<\/dt><dd>[^<]*0\.003[^<]*<\/dd>.*Total/);
});

test("without a rounding there is no row", () => {
  expect(render("0.000")).not.toContain("Rounding");
});
