/** The page to which signing in leads back: only one of the shop's own. */
import { expect, test } from "vitest";
import { returnPath } from "../../shop/links.ts";

test.each(["/", "/checkout", "/products/mug?colour=blue&q=a%20b", "/account/orders?after=c1"])(
  "%s is ours",
  (asked) => {
    expect(returnPath(asked, "/account")).toBe(asked);
  },
);

test.each([
  null,
  "",
  "checkout",
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "javascript:alert(1)",
])("%j is not: the fallback takes its place", (asked) => {
  expect(returnPath(asked, "/account")).toBe("/account");
});

test("the fragment of an address is left out", () => {
  expect(returnPath("/orders/1#token=t", "/account")).toBe("/orders/1");
});
