/** Prepared changes of the real schemas: breaking ones of results and access rules, and those without operations that use them. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Edit, judge, products } from "../commands/schema/support/edits.ts";

type Judgement = Awaited<ReturnType<typeof judge>>;
/** A change by its name, its edit, its kind with the coordinate, and the operations of each mention. */
type Prepared = readonly [name: string, edit: Edit, change: string, labels: string[]];

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

/** Their edits are of places that breaking changes of the short test have, too. */
const breaking: readonly Prepared[] = [
  [
    "a result that may be null",
    { file: products, from: "  verifiedPurchase: Boolean!", to: "  verifiedPurchase: Boolean" },
    "FIELD_TYPE_CHANGED Review.verifiedPurchase",
    pagesWithReviews,
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
];

/** Those that no operation uses have none. */
const safe: readonly Prepared[] = [
  [
    "an added field with types of its own",
    {
      file: products,
      from: `"An image."\ntype Media @key(fields: "id") {`,
      to: `${newTypes}\n"An image."\ntype Media @key(fields: "id") {\n  "Its look."\n  look: Look`,
    },
    "FIELD_ADDED Media.look",
    [],
  ],
  [
    "a result that is never null",
    { file: products, from: "  average: Float\n", to: "  average: Float!\n" },
    "FIELD_TYPE_CHANGED Rating.average",
    [],
  ],
  [
    "an input that may be null",
    {
      file: products,
      from: '  facet: String!\n  "Values of that facet',
      to: '  facet: String\n  "Values of that facet',
    },
    "INPUT_FIELD_TYPE_CHANGED FacetInput.facet",
    [],
  ],
  [
    "another description",
    { file: products, from: `"A search suggestion."`, to: `"A suggestion."` },
    "TYPE_DESCRIPTION_CHANGED Suggestion",
    [],
  ],
  [
    "an added field",
    { file: products, from: "type Rating {", to: `type Rating {\n  "The best one."\n  best: Int` },
    "FIELD_ADDED Rating.best",
    [],
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

test("safe changes concern no operation, and each is one change beside the types that it adds", async () => {
  const { checked, changes, unapproved } = await judgeAll(safe);
  expect(changes.filter((each) => !each.startsWith("safe TYPE_ADDED ")).toSorted()).toEqual(
    safe.map(([, , change]) => `safe ${change}`).toSorted(),
  );
  expect(checked.changes.flatMap(({ operations }) => operations)).toEqual([]);
  expect(unapproved).toEqual([]);
});
