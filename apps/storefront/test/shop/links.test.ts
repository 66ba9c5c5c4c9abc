/** Links keep language and currency; lists keep their state in the address. */
import { expect, test } from "vitest";
import { linkTo } from "../../shop/links.ts";
import { minorUnits, readListing, withPlace } from "../../shop/lists/listing.ts";

test.each([
  ["en", null, "/", "/"],
  ["en", "USD", "/", "/?currency=USD"],
  ["de", null, "/", "/de"],
  ["de", "USD", "/search?q=mug", "/de/search?q=mug&currency=USD"],
  ["de", null, "/products/mug", "/de/products/mug"],
] as const)("%s, %s: %s leads to %s", (language, currency, path, link) => {
  expect(linkTo({ language, currency }, path)).toBe(link);
});

test("a list is read from its address", () => {
  const search = new URLSearchParams(
    "f.colour=red&f.colour=blue&f.maker=x&stock=1&min=1,50&max=20&sort=price_asc&after=c1",
  );
  expect(readListing(search)).toEqual({
    facets: [
      { facet: "colour", values: ["red", "blue"] },
      { facet: "maker", values: ["x"] },
    ],
    inStock: true,
    priceMin: "1.50",
    priceMax: "20",
    sort: "PRICE_ASC",
    after: "c1",
  });
  expect(withPlace(search, null).has("after")).toBe(false);
  expect(withPlace(search, "c2").get("after")).toBe("c2");
});

test("what is no list of a person is left out", () => {
  const many = new URLSearchParams(Array.from({ length: 100 }, (_each, index) => [`f.a${index}`, "b"]));
  expect(readListing(many).facets).toHaveLength(20);
  const values = new URLSearchParams(Array.from({ length: 100 }, (_each, index) => ["f.a", String(index)]));
  expect(readListing(values).facets[0]?.values).toHaveLength(20);
  const wrong = readListing(new URLSearchParams("sort=RANDOM&min=-1&max=1e9&stock=yes"));
  expect(wrong).toEqual({ facets: [], inStock: false, priceMin: "", priceMax: "", sort: undefined, after: null });
});

test.each([
  ["19.90", "EUR", 1990],
  ["1500", "JPY", 1500],
  ["0.29", "USD", 29],
  ["", "EUR", null],
])("%s %s are %s of the smallest units", (amount, currency, minor) => {
  expect(minorUnits(amount, currency)).toBe(minor);
});
