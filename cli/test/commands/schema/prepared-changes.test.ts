/** Prepared changes of the real schemas, judged in groups: every one has its level, and the operations that it concerns; `long/` has more. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Edit, judge, products, verifiedPurchase } from "./support/edits.ts";

type Judgement = Awaited<ReturnType<typeof judge>>;
/** A change by its name, its edit, its kind with the coordinate, and the operations of each mention. */
type Prepared = readonly [name: string, edit: Edit, change: string, labels: string[]];

const pagesWithReviews = ["Q01_ProductPage"];

const breaking: readonly Prepared[] = [
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
    "an input that may not be null, with a variable that may lack it and a literal that lacks it",
    { file: products, from: "  minRating: Float\n", to: "  minRating: Float!\n" },
    "INPUT_FIELD_TYPE_CHANGED ProductFilter.minRating",
    ["docs/front-ends/examples/curl/purchase.sh:18", "Catalogue", "Q02_Search"],
  ],
  [
    "a lost access rule",
    { file: products, from: `costPrice: Money @requiresScopes(scopes: [["prices:read"]])`, to: "costPrice: Money" },
    "ACCESS_RULE_LOST ProductVariant.costPrice",
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
];

const dangerous: readonly Prepared[] = [
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
    ["docs/front-ends/examples/curl/purchase.sh:18", "Catalogue", "Q02_Search"],
  ],
];

const coordinateOf = (change: string) => change.slice(change.indexOf(" ") + 1);
const judgeAll = (changes: readonly Prepared[]) => judge(...changes.map(([, edit]) => edit));

describe("breaking changes", () => {
  let judgement: Judgement;
  beforeAll(async () => {
    judgement = await judgeAll(breaking);
  });

  test.each(breaking)("%s breaks the operations that use it", (_name, _edit, change, labels) => {
    const { changes, operationsOf } = judgement;
    expect(changes).toContain(`breaking ${change}`);
    expect(operationsOf(coordinateOf(change))).toContainEqual(labels);
  });

  test("they are not approved, and nothing else is", () => {
    expect(judgement.unapproved.toSorted()).toEqual(breaking.map(([, , change]) => coordinateOf(change)).toSorted());
  });
});

describe("dangerous changes", () => {
  let judgement: Judgement;
  beforeAll(async () => {
    judgement = await judgeAll(dangerous);
  });

  test.each(dangerous)("%s is named with the operations that it reaches", (_name, _edit, change, labels) => {
    expect(judgement.operationsOf(coordinateOf(change))).toEqual([labels]);
  });

  test("each is one change, and needs no approval", () => {
    const { changes, unapproved } = judgement;
    expect(changes.toSorted()).toEqual(dangerous.map(([, , change]) => `dangerous ${change}`).toSorted());
    expect(unapproved).toEqual([]);
  });
});
