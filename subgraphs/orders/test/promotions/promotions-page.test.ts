/** docs/owners/promotions.md: its queries run, and its examples have the documented results. */
import { graphqlBlocks, readDoc } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { marketing, promote } from "../support/back-office/promotions.ts";
import { present } from "../support/mutations.ts";
import { cartWith, fillIn, start } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

const page = readDoc("owners/promotions");
const queries = graphqlBlocks(page).map(({ text }) => text);
const examples = page
  .split("\n")
  .filter((line) => /^\|.*\d × /.test(line))
  .map((line) => line.split("|").slice(1, -1));

const minor = (text = "") => Math.round(Number(text) * 100);

/** Parses the notation of the page: `10 % from 50.00`, `5.00 alone` or `free shipping`. */
function variablesOf(text: string): Record<string, unknown> {
  const [, percent, amount, free, minimum, alone] =
    /^(?:(\d+) %|([\d.]+)|(free shipping))(?: from ([\d.]+))?( alone)?$/.exec(text.trim()) ?? [];
  if (!percent && !amount && !free) throw new Error(`"${text}" is no promotion`);
  const inEuro = (value: string) => [{ minor: minor(value), currency: "EUR" }];
  return {
    label: text,
    freeShipping: Boolean(free),
    combines: !alone,
    ...(percent ? { rateOff: String(Number(percent) / 100) } : {}),
    ...(amount ? { amountsOff: inEuro(amount) } : {}),
    ...(minimum ? { minimumSubtotals: inEuro(minimum) } : {}),
  };
}

test.each(examples)(
  "%s on %s takes off %s and leaves %s",
  async (promotions = "", goods = "", off = "", toPay = "") => {
    const s = await shop();
    for (const text of promotions.split(",")) {
      await promote(s, variablesOf(text));
      await s.runtime.advance(1);
    }
    const lines = [];
    for (const line of goods.split(",")) {
      const [quantity, price] = line.split("×");
      const { variantId } = await s.products.sell({ prices: { EUR: minor(price) } });
      lines.push({ variantId, quantity: Number(quantity) });
    }
    const cart = await cartWith(s, lines);
    const { checkout } = await fillIn(s, present((await start(s, cart.id)).checkout).id);
    expect(checkout?.totals).toMatchObject({ discount: { minor: minor(off) }, total: { minor: minor(toPay) } });
  },
);

test("the page has its examples, and its queries have the documented responses", async () => {
  expect(examples.length).toBeGreaterThan(10);
  const s = await shop();
  const { variantId } = await s.products.sell({ prices: { EUR: 1_250 } });
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  const responses = [];
  for (const text of queries)
    responses.push(await s.query(text, text.includes("$cartId") ? { cartId: cart.id } : {}, marketing));
  expect(responses.map(({ errors }) => errors)).toEqual([undefined, undefined, undefined]);
  expect(responses.map(({ data }) => data)).toMatchObject([
    { promotionSave: { __typename: "PromotionSaved", promotion: { code: "SPRING-26", active: true, usesTaken: 0 } } },
    { promotions: { nodes: [{ label: "Spring, ten percent", rateOff: "0.1", usesTotal: 500 }] } },
    {
      cartCodeApply: {
        __typename: "CartSaved",
        cart: {
          code: "SPRING-26",
          codeRejection: null,
          totals: { discount: { decimal: "2.50" }, total: { decimal: "22.50" } },
        },
      },
    },
  ]);
});
