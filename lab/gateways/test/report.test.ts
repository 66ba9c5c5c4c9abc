/** Tests of the verdict about a gateway: unknown differences, known ones that are gone, and gateways that read nothing fail. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../tools/host/shop.mjs";
import { type AnswerPair, findDifferences, maskOwnValues } from "../comparison.ts";
import { knownDifferences } from "../known-differences.ts";
import { isPassed, judge, type Played } from "../report.ts";

const equal = (question: string): AnswerPair => ({ question, expected: { status: 200 }, found: { status: 200 } });
const played = (more: Partial<Played> = {}): Played => ({
  pages: [equal("Q01_ProductPage")],
  purchase: [equal("purchase: cartCreate")],
  refusals: [equal("refusal: node")],
  ...more,
});
/** The known differences of Apollo's gateway, as it shows them. */
const asApollo = played({
  purchase: [{ question: "purchase: checkoutComplete", expected: { extensions: { replayed: true } }, found: {} }].map(
    (each) => ({ ...each, found: { extensions: {} } }),
  ),
  refusals: [
    { question: "refusal: node", expected: { status: 200 }, found: { status: 400 } },
    { question: "refusal: a forged token", expected: { status: 401 }, found: { status: 200 } },
  ],
});

test("equal answers pass, and known differences do", () => {
  expect(isPassed(judge("hansa", played()))).toBe(true);
  const result = judge("apollo", asApollo);
  expect(result).toMatchObject({ pages: { equal: 1 }, gone: [], unknown: [] });
  expect(isPassed(result)).toBe(true);
});

test("an unknown difference fails, and so does a known one of another gateway", () => {
  const page: AnswerPair = { question: "Q04_CartPage", expected: lines(false), found: lines(null) };
  const result = judge("apollo", { ...asApollo, pages: [page] });
  expect(result.unknown).toEqual([
    { question: "Q04_CartPage", place: "data.cart.lines[].priceChanged", expected: false, found: null },
  ]);
  expect(isPassed(result)).toBe(false);
});

function lines(priceChanged: boolean | null) {
  return { data: { cart: { lines: [{ priceChanged }, { priceChanged }] } } };
}

test("a known difference that is gone fails", () => {
  const result = judge("apollo", { ...asApollo, purchase: played().purchase });
  expect(result.gone).toEqual(["no `extensions.replayed`"]);
  expect(isPassed(result)).toBe(false);
});

test.each(["pages", "purchase", "refusals"] as const)("a gateway whose %s were not asked fails", (part) => {
  expect(isPassed(judge("hansa", played({ [part]: [] })))).toBe(false);
});

test("a gateway that did not run fails, unless its program does not exist for this platform", () => {
  expect(isPassed({ notRun: "NOT RUN: it ended", isExpected: false })).toBe(false);
  expect(isPassed({ notRun: "NOT RUN: for linux x64", isExpected: true })).toBe(true);
});

test("fields in another order are a difference", () => {
  const [difference] = findDifferences({ question: "q", expected: { a: 1, b: 2 }, found: { b: 2, a: 1 } });
  expect(difference?.place).toBe("order of fields");
});

test("ids, numbers and tokens of a purchase are masked, and nothing else", () => {
  const order = {
    id: "ord_01m87y60dh",
    number: "HB-1",
    guestToken: null,
    title: "Mug",
    lines: [{ id: "line_01m87y60" }],
  };
  expect(maskOwnValues(order)).toEqual({
    ...{ id: "(ord)", number: "(number)", guestToken: null, title: "Mug", lines: [{ id: "(line)" }] },
  });
});

test("the page about other gateways names each known difference with its gateways", () => {
  const page = readFileSync(path.join(root, "docs/other-gateways.md"), "utf8").replaceAll(/\s+/g, " ");
  for (const { name, gateways } of knownDifferences) {
    const row = page.split(`| ${name} |`)[1]?.split("|");
    expect([name, row?.[0]?.trim()]).toEqual([name, gateways.length === 4 ? "all" : gateways.join(", ")]);
  }
});
