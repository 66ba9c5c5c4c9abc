/** Prepared changes of the real schemas, one edit each: every one has its level, and the operations that it concerns. */
import { describe, expect, test } from "vitest";
import { type Edit, judge, products, verifiedPurchase } from "./support/edits.ts";

const pagesWithReviews = ["Q01_ProductPage"];

const newTypes = `"The look of an image."
type Look {
  "The shade."
  shade("How dark it is." darkness: Int!): Shade
}

"Shades."
enum Shade {
  "Grey."
  GREY
}
`;

describe("breaking changes", () => {
  test.each<[string, Edit, string, string[]]>([
    [
      "a removed field",
      { file: products, from: verifiedPurchase, to: "" },
      "FIELD_REMOVED Review.verifiedPurchase",
      pagesWithReviews,
    ],
    [
      "another type",
      {
        file: products,
        from: `  "Stars, 1 to 5."\n  rating: Int!\n  "A headline, as`,
        to: `  "Stars."\n  rating: String!\n  "A headline, as`,
      },
      "FIELD_TYPE_CHANGED Review.rating",
      ["Q01_ProductPage", "Q15_ProfilePage"],
    ],
    [
      "a required argument",
      { file: products, from: "rating: Rating!", to: `rating("The days." days: Int!): Rating!` },
      "FIELD_ARGUMENT_ADDED Product.rating(days:)",
      ["Q01_ProductPage", "Q02_Search", "BestRated"],
    ],
    [
      "a result that may be null",
      { file: products, from: "  verifiedPurchase: Boolean!", to: "  verifiedPurchase: Boolean" },
      "FIELD_TYPE_CHANGED Review.verifiedPurchase",
      pagesWithReviews,
    ],
    [
      "an input that may not be null, with a variable that may lack it and a literal that lacks it",
      { file: products, from: "  minRating: Float\n", to: "  minRating: Float!\n" },
      "INPUT_FIELD_TYPE_CHANGED ProductFilter.minRating",
      ["examples/curl/purchase.sh:18", "Catalogue", "Q02_Search"],
    ],
    [
      "a lost access rule",
      { file: products, from: `costPrice: Money @requiresScopes(scopes: [["prices:read"]])`, to: "costPrice: Money" },
      "ACCESS_RULE_LOST ProductVariant.costPrice",
      ["Margin"],
    ],
    [
      "an added access rule",
      { file: products, from: "  rating: Rating!", to: "  rating: Rating! @authenticated" },
      "ACCESS_RULE_ADDED Product.rating",
      ["Q01_ProductPage", "Q02_Search", "BestRated"],
    ],
    [
      "another access rule",
      {
        file: products,
        from: `costPrice: Money @requiresScopes(scopes: [["prices:read"]])`,
        to: `costPrice: Money @requiresScopes(scopes: [["inventory:read"]])`,
      },
      "ACCESS_RULE_CHANGED ProductVariant.costPrice",
      ["Margin"],
    ],
    [
      "a removed enum value",
      {
        file: products,
        from: `  "The best average rating first; among equals, the one with more reviews. Products without reviews come last."\n  RATING\n`,
        to: "",
      },
      "ENUM_VALUE_REMOVED ProductSort.RATING",
      ["BestRated"],
    ],
  ])("%s breaks the operations that use it", async (_name, edit, change, labels) => {
    const { changes, operationsOf, unapproved } = await judge(edit);
    const [, coordinate = ""] = change.split(/ (.*)/);
    expect(changes).toContain(`breaking ${change}`);
    expect(operationsOf(coordinate)).toContainEqual(labels);
    expect(unapproved).toEqual([coordinate]);
  });
});

describe("dangerous changes", () => {
  test.each<[string, Edit, string, string[]]>([
    [
      "an added enum value",
      { file: products, from: "enum ImportKind {", to: `enum ImportKind {\n  "Brands."\n  BRANDS` },
      "ENUM_VALUE_ADDED ImportKind.BRANDS",
      [],
    ],
    [
      "an added enum value that an operation receives",
      { file: products, from: "enum ProductStatus {", to: `enum ProductStatus {\n  "For a few."\n  PRIVATE` },
      "ENUM_VALUE_ADDED ProductStatus.PRIVATE",
      ["Q01_ProductPage"],
    ],
    [
      "another default",
      { file: products, from: "sort: ProductSort = RELEVANCE", to: "sort: ProductSort = NEWEST" },
      "FIELD_ARGUMENT_DEFAULT_CHANGED Query.search(sort:)",
      ["examples/curl/purchase.sh:18", "Catalogue", "Q02_Search"],
    ],
    [
      "a removed tag",
      {
        file: products,
        from: `costPrice: Money @requiresScopes(scopes: [["prices:read"]]) @tag(name: "admin")`,
        to: `costPrice: Money @requiresScopes(scopes: [["prices:read"]])`,
      },
      "TAG_REMOVED ProductVariant.costPrice",
      ["Margin"],
    ],
  ])("%s is named with the operations that it reaches", async (_name, edit, change, labels) => {
    const { changes, operationsOf, unapproved } = await judge(edit);
    const [, coordinate = ""] = change.split(/ (.*)/);
    expect(changes).toEqual([`dangerous ${change}`]);
    expect(operationsOf(coordinate)).toEqual([labels]);
    expect(unapproved).toEqual([]);
  });
});

describe("safe changes", () => {
  test.each<[string, Edit, string]>([
    [
      "a result that is never null",
      { file: products, from: "  average: Float\n", to: "  average: Float!\n" },
      "FIELD_TYPE_CHANGED Rating.average",
    ],
    [
      "an input that may be null",
      {
        file: products,
        from: '  facet: String!\n  "Values of that facet',
        to: '  facet: String\n  "Values of that facet',
      },
      "INPUT_FIELD_TYPE_CHANGED FacetInput.facet",
    ],
    [
      "another description",
      { file: products, from: `"An image."`, to: `"A picture."` },
      "TYPE_DESCRIPTION_CHANGED Media",
    ],
    [
      "an added field",
      { file: products, from: "type Rating {", to: `type Rating {\n  "The best one."\n  best: Int` },
      "FIELD_ADDED Rating.best",
    ],
    [
      "an added field with types of its own",
      {
        file: products,
        from: `"An image."\ntype Media {`,
        to: `${newTypes}\n"An image."\ntype Media {\n  "Its look."\n  look: Look`,
      },
      "FIELD_ADDED Media.look",
    ],
  ])("%s concerns nobody", async (_name, edit, change) => {
    const { checked, changes, unapproved } = await judge(edit);
    expect(changes).toContain(`safe ${change}`);
    expect(changes.filter((each) => !each.startsWith("safe TYPE_ADDED "))).toHaveLength(1);
    expect(checked.changes.flatMap(({ operations }) => operations)).toEqual([]);
    expect(unapproved).toEqual([]);
  });
});
