/** Joint fetches: parallel fetches of entities from one subgraph are one request, with the data and errors of two. */
import { GraphQLError } from "graphql";
import { beforeEach, expect, test } from "vitest";
import { openExecutor } from "./support.ts";

/** Dishes with their cook and their guests, who are people; `ages` and `broken` say how the people's subgraph answers. */
const broken = new Set<string>();
const executor = openExecutor({
  kitchen: {
    sdl: `type Query { dish(guests: Int! = 2): Dish }
      type Dish { id: ID! cook: Person guests: [Person] menu: Menu }
      type Menu @key(fields: "id") { id: ID! }
      type Person @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        dish: (_: unknown, { guests }: { guests: number }) => ({
          id: "d1",
          cook: { id: "p0" },
          guests: Array.from({ length: guests }, (_person, index) => ({ id: `p${index + 1}` })),
          menu: { id: "m1" },
        }),
      },
    },
  },
  people: {
    sdl: `type Query { any: Int }
      type Menu @key(fields: "id") { id: ID! writer: Person }
      type Person @key(fields: "id") { id: ID! name(short: Boolean): String! hobby: Hobby }
      type Hobby @key(fields: "id") { id: ID! }`,
    resolvers: {
      Menu: { writer: () => ({ id: "p9" }) },
      Person: {
        __resolveReference: (reference: { id: string }) => reference,
        name: ({ id }: { id: string }, { short }: { short?: boolean }) => {
          if (broken.has(id)) throw new GraphQLError(`no name of ${id}`);
          return short ? id.slice(1) : id;
        },
        hobby: ({ id }: { id: string }) => ({ id: `h${id}` }),
      },
    },
  },
  hobbies: {
    sdl: `type Query { none: Int } type Hobby @key(fields: "id") { id: ID! title: String }`,
    resolvers: { Hobby: { title: ({ id }: { id: string }) => `hobby ${id}` } },
  },
});

beforeEach(() => {
  broken.clear();
  executor.sent.length = 0;
});

const subgraphsAsked = () => executor.sent.map((text) => text.split(" ", 1)[0]);
const people =
  "query ($short: Boolean) { dish { cook { name(short: $short) } guests { name } menu { writer { name } } } }";

test("fetches of entities from one subgraph are sent together, with the variables of all", async () => {
  expect(await executor.ask(people, { short: true })).toEqual({
    data: { dish: { cook: { name: "0" }, guests: [{ name: "p1" }, { name: "p2" }], menu: { writer: { name: "p9" } } } },
    errors: [],
  });
  expect(subgraphsAsked()).toEqual(["kitchen", "people"]);
  expect(executor.sent[1]).toContain("_entities2:_entities(representations:$representations2)");
});

test("an error stands in the fetch that it is of", async () => {
  broken.add("p2").add("p9");
  const { data, errors } = await executor.ask(people);
  expect(data).toEqual({ dish: { cook: { name: "p0" }, guests: [{ name: "p1" }, null], menu: { writer: null } } });
  expect(errors.map(({ path }) => path)).toEqual([
    ["dish", "guests", 1, "name"],
    ["dish", "menu", "writer", "name"],
  ]);
});

test("a step that waited for one fetch is executed after the request, a list of nobody takes no part, and one alone is sent as it was", async () => {
  const hobbies = "{ dish(guests: 0) { cook { hobby { title } } guests { name } menu { writer { name } } } }";
  expect(await executor.ask(hobbies)).toEqual({
    data: { dish: { cook: { hobby: { title: "hobby hp0" } }, guests: [], menu: { writer: { name: "p9" } } } },
    errors: [],
  });
  expect(subgraphsAsked()).toEqual(["kitchen", "people", "hobbies"]);
  executor.sent.length = 0;
  await executor.ask("query ($guests: Int!) { dish(guests: $guests) { cook { name } guests { name } } }", {
    guests: 0,
  });
  expect(executor.sent[1]).not.toContain("_entities1");
});

test("more than a hundred entities are not sent together", async () => {
  await executor.ask("{ dish(guests: 100) { cook { name } guests { name } } }");
  expect(subgraphsAsked()).toEqual(["kitchen", "people", "people"]);
});

test("fetches stay apart where a client's variable has the name of another's representations", async () => {
  const text = people.replaceAll("$short", "$representations1");
  expect((await executor.ask(text, { representations1: true })).errors).toEqual([]);
  expect(subgraphsAsked()).toEqual(["kitchen", "people", "people", "people"]);
});
