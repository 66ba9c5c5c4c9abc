/** Required fields with arguments: cases that the planner or stock's executor answers wrongly without an error. */
import { describe, expect, test } from "vitest";
import { openExecutor } from "./support.ts";

const rates: Record<string, number> = { USD: 10, EUR: 9, GBP: 8 };

describe("fields that require one field with different arguments", () => {
  const executor = openExecutor({
    shop: {
      sdl: `type Query { items: [Item!]! }
        type Item @key(fields: "id") { id: ID! price(cur: String = "USD"): Int }`,
      resolvers: {
        Query: { items: () => [{ id: "1" }] },
        Item: { __resolveReference: same, price: (_: unknown, { cur }: { cur: string }) => rates[cur] },
      },
    },
    rates: {
      sdl: `type Item @key(fields: "id") {
        id: ID!
        price(cur: String = "USD"): Int @external
        usd: String @requires(fields: "price")
        dollars: String @requires(fields: "price(cur: \\"USD\\")")
        eur: String @requires(fields: "price(cur: \\"EUR\\")")
        gbp: String @requires(fields: "price(cur: \\"GBP\\")")
      }`,
      resolvers: {
        Item: {
          __resolveReference: same,
          usd: named("usd"),
          dollars: named("$"),
          eur: named("eur"),
          gbp: named("gbp"),
        },
      },
    },
    reports: {
      sdl: `type Item @key(fields: "id") {
        id: ID!
        price(cur: String = "USD"): Int @external
        eur: String @external
        pounds: String @requires(fields: "price(cur: \\"GBP\\")")
        line: String @requires(fields: "eur")
      }`,
      resolvers: {
        Item: { __resolveReference: same, pounds: named("£"), line: ({ eur }: { eur: string }) => `line ${eur}` },
      },
    },
  });

  test.each([
    ['query ($c: String = "USD") { items { price(cur: $c) eur } }', { price: 10, eur: "eur 9" }],
    ['{ items { eur price(cur: "GBP") p: price } }', { eur: "eur 9", price: 8, p: 10 }],
    ["{ items { usd dollars } }", { usd: "usd 10", dollars: "$ 10" }],
    ["{ items { gbp pounds } }", { gbp: "gbp 8", pounds: "£ 8" }],
    ["{ items { line eur } }", { line: "line eur 9", eur: "eur 9" }],
  ])("%s: each is computed from its own", async (query, item) => {
    expect(await executor.ask(query)).toEqual({ data: { items: [item] }, errors: [] });
  });

  test("each at a place of its own is right", async () => {
    const { data } = await executor.ask("{ one: items { eur } two: items { gbp } }");
    expect(data).toEqual({ one: [{ eur: "eur 9" }], two: [{ gbp: "gbp 8" }] });
  });

  test.each(["eur gbp", "usd eur", "eur pounds", "line pounds"])(
    "%s on one object are refused before anything is fetched",
    async (fields) => {
      executor.sent.length = 0;
      const { data, errors } = await executor.ask(`{ items { ${fields} } }`);
      expect([data, errors[0]?.extensions.code]).toEqual([undefined, "OPERATION_NOT_SUPPORTED"]);
      expect(executor.sent).toEqual([]);
    },
  );
});

describe("a required list with arguments", () => {
  const posts: Record<string, string[]> = { p1: ["c1", "c2", "c3", "c4"], p2: ["c5", "c6", "c7"] };
  const feedOf = (post: string, comment: string) => ({
    sdl: `type Query { feed: [Post!]! }
      type Post @key(fields: "id") { id: ID! ${post} }
      type Comment @key(fields: "id") { id: ID! by: ID ${comment} }`,
    resolvers: {
      Query: { feed: () => Object.keys(posts).map((id) => ({ id })) },
      Post: { __resolveReference: same },
      Comment: { __resolveReference: same, by: ({ id }: { id: string }) => `by ${id}`, isRepeated },
    },
  });
  const comments = {
    sdl: `type Post @key(fields: "id") {
        id: ID!
        comments(limit: Int!): [Comment!]
        author: Author @requires(fields: "comments(limit: 3) { by }")
      }
      type Comment @key(fields: "id") { id: ID! by: ID @external elsewhere: [Post!] }
      type Author { id: ID! }`,
    resolvers: {
      Post: {
        __resolveReference: (representation: { comments?: { by: string }[] }) => ({
          ...representation,
          sentComments: representation.comments,
        }),
        comments: ({ id }: { id: string }, { limit }: { limit: number }) =>
          posts[id]?.slice(0, limit).map((comment) => ({ id: comment })),
        author: ({ sentComments }: { sentComments: { by: string }[] }) => ({
          id: sentComments.map(({ by }) => by).join(),
        }),
      },
      Comment: {
        __resolveReference: same,
        elsewhere: ({ id }: { id: string }) => [{ id: posts.p1?.includes(id) ? "p2" : "p1" }],
      },
    },
  };
  const authors = [{ author: { id: "by c1,by c2,by c3" } }, { author: { id: "by c5,by c6,by c7" } }];
  const first = [{ comments: [{ id: "c1" }] }, { comments: [{ id: "c5" }] }];
  const both = authors.map((author, index) => ({ ...author, ...first[index] }));
  const operations: [string, object[]][] = [
    ["{ feed { author { id } } }", authors],
    ["{ feed { author { id } comments(limit: 1) { id } } }", both],
    ["query ($limit: Int = 1) { feed { author { id } comments(limit: $limit) { id } } }", both],
    [
      `query ($limit: Int = 1) { feed { author { id } ...One ...Two } }
       fragment One on Post { comments(limit: $limit) { id } } fragment Two on Post { comments(limit: $limit) { id } }`,
      both,
    ],
  ];

  test.each(operations)("does not meet the client's arguments: %s", async (query, feed) => {
    const executor = openExecutor({ feed: feedOf("", ""), comments });
    expect(await executor.ask(query)).toEqual({ data: { feed }, errors: [] });
  });

  const external = openExecutor({
    feed: feedOf(
      "comments(limit: Int!): [Comment!] @external",
      `elsewhere: [Post!] @external
       isRepeated: Boolean @requires(fields: "elsewhere { comments(limit: 50) { id } }")`,
    ),
    comments,
  });

  test("is right two levels below, beside the client's selection of it", async () => {
    expect(await external.ask("{ feed { comments(limit: 1) { isRepeated } } }")).toEqual({
      data: { feed: [{ comments: [{ isRepeated: false }] }, { comments: [{ isRepeated: true }] }] },
      errors: [],
    });
  });

  test.each(operations)("is not fetched from a subgraph that only requires it: %s", async (query) => {
    external.sent.length = 0;
    const { data, errors } = await external.ask(query);
    expect([data, errors[0]?.extensions.code]).toEqual([undefined, "OPERATION_NOT_SUPPORTED"]);
    expect(external.sent).toEqual([]);
  });
});

function same<Representation>(representation: Representation): Representation {
  return representation;
}

function isRepeated({ elsewhere }: { elsewhere: { comments: unknown[] }[] }): boolean {
  return elsewhere.some(({ comments }) => comments.length === 4);
}

function named(name: string) {
  return ({ price }: { price: number }) => `${name} ${price}`;
}
