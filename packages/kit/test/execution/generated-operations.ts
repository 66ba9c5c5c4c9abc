/** Generated operations on a small schema with lists, interfaces, unions, arguments and conditions. */
import fc from "fast-check";
import { buildSchema, parse, validate } from "graphql";

export const sdl = `
  interface Node { id: ID! name: String }
  type Shop implements Node { id: ID! name: String! owner: Person items(first: Int = 2): [Item!]! best: Item! any: Thing strict: [Int!] }
  type Person implements Node { id: ID! name: String shops: [Shop] age: Int! mood: Mood }
  type Item implements Node { id: ID! name: String price(currency: String = "EUR", on: Mood, where: Where): Float! tags: [[String!]] owner: Person! any: [Thing]! }
  union Thing = Person | Item
  enum Mood { GOOD BAD }
  input Where { tags: [String] count: Int = 1 inner: Where }
  type Query { shop(id: ID): Shop shops: [Shop!] node: Node things: [Thing!]! item: Item! }
  type Mutation { first: Shop! second: Item third: Int! }
`;
const schema = buildSchema(sdl);

const leaf = fc.constantFrom("id", "name", "a: id", "__typename", "b: name", "kind: __typename");
const condition = fc.constantFrom(
  "",
  "",
  "",
  " @skip(if: $yes)",
  " @include(if: $no)",
  " @include(if: true)",
  " @skip(if: $no)",
);
const shopLeaf = fc.oneof(leaf, fc.constantFrom("strict", "name"));
const personLeaf = fc.oneof(leaf, fc.constantFrom("age", "mood", "name"));
const itemLeaf = fc.oneof(
  leaf,
  fc.constantFrom("tags", "price", 'dear: price(currency: "USD")', "price(currency: $currency)", "p: price(on: $mood)"),
  fc.constantFrom(
    'literal: price(where:{tags: ["a", "b"], inner:{tags: "c"}})',
    'mixed: price(where:{tags: ["a", $currency], inner: $where})',
    "given: price(where: $where)",
  ),
);
const { selections } = fc.letrec<{
  selections: string;
  shop: string;
  person: string;
  item: string;
  thing: string;
  node: string;
}>((tie) => {
  const set = (fields: fc.Arbitrary<string>) =>
    fc
      .array(fc.tuple(fields, condition), { minLength: 1, maxLength: 4 })
      .map((all) => all.map(([field, when]) => insert(field, when)).join(" "));
  const below = (name: string, target: "shop" | "person" | "item" | "thing" | "node") =>
    tie(target).map((inner) => `${name} { ${inner} }`);
  const deep = { depthIdentifier: "deep", depthSize: "small" } as const;
  return {
    shop: set(
      fc.oneof(
        deep,
        shopLeaf,
        below("owner", "person"),
        below("items", "item"),
        below("n: items(first: $first)", "item"),
        below("best", "item"),
        below("any", "thing"),
      ),
    ),
    person: set(fc.oneof(deep, personLeaf, below("shops", "shop"))),
    item: set(fc.oneof(deep, itemLeaf, below("owner", "person"), below("any", "thing"))),
    thing: set(
      fc.oneof(
        deep,
        fc.constant("__typename"),
        below("... on Person", "person"),
        below("... on Item", "item"),
        fc.constant("...Named"),
      ),
    ),
    node: set(
      fc.oneof(
        deep,
        leaf,
        below("... on Person", "person"),
        below("... on Item", "item"),
        below("... on Shop", "shop"),
        fc.constant("...Named"),
      ),
    ),
    selections: set(
      fc.oneof(
        below("shop", "shop"),
        below("s: shop(id: $id)", "shop"),
        below("shops", "shop"),
        below("node", "node"),
        below("things", "thing"),
        below("item", "item"),
        fc.constant("__typename"),
        fc.constant('__type(name: "Shop") { name fields { name } }'),
      ),
    ),
  };
});

/** Puts a directive behind the name and arguments of a field; only its selection begins with a space and a brace. */
function insert(field: string, when: string): string {
  const brace = field.indexOf(" {");
  return brace < 0 ? field + when : field.slice(0, brace) + when + field.slice(brace);
}

export const head =
  "($yes: Boolean!, $no: Boolean = false, $id: ID, $currency: String, $mood: Mood, $first: Int, $where: Where)";
export const named = "fragment Named on Node { name ... on Item { ...Price } } fragment Price on Item { price }";
export const operations = selections
  .map((inner) => `query ${head} { ${inner} } ${named}`)
  .filter((text) => validate(schema, parse(text)).every(({ message }) => /never used/.test(message)));
export const variables = fc.record(
  {
    yes: fc.boolean(),
    no: fc.boolean(),
    id: fc.constantFrom("1", null),
    currency: fc.constantFrom("USD", null),
    mood: fc.constantFrom("GOOD", null),
    where: fc.constantFrom({ tags: ["d"], inner: {} }, null),
  },
  { requiredKeys: ["yes"] },
);
