/** Keys that subgraphs declare for references only, and interface objects that no subgraph resolves. */
import { describe, expect, test } from "vitest";
import { openExecutor } from "./support.ts";

describe("a key that a subgraph declares without resolving it", () => {
  const place = { floor: "1", row: "2", seat: "3" };
  const ticketOf = (representation: { id?: string; place?: Partial<typeof place>; name?: string }) => {
    if (representation.id !== "t1" || representation.place?.row !== "2" || representation.place.seat !== "3")
      return null;
    return representation;
  };
  const sales = {
    sdl: `type Ticket @key(fields: "id") @key(fields: "place { floor row }", resolvable: false) {
        id: ID! place: Place! name: String!
      }
      type Place @shareable { floor: ID! row: ID! seat: ID! }`,
    resolvers: { Ticket: { __resolveReference: ({ id }: { id: string }) => ({ id, place, name: `name ${id}` }) } },
  };
  const gateOf = (key: string) => ({
    sdl: `type Query { first: Ticket }
      type Ticket @key(fields: "place { floor row }", resolvable: false) ${key} {
        id: ID! place: Place! name: String! @external greeting: String! @requires(fields: "name")
      }
      type Place @shareable { floor: ID! row: ID! seat: ID! }`,
    resolvers: {
      Query: { first: () => ({ id: "t1", place }) },
      Ticket: { __resolveReference: ticketOf, greeting: ({ name }: { name: string }) => `hello ${name}` },
    },
  });

  test("is not sent, where the subgraph has another", async () => {
    const key = `@key(fields: "id place { row seat }") @key(fields: "id", resolvable: false)`;
    const executor = openExecutor({ sales, gate: gateOf(key) });
    expect(await executor.ask("{ first { id name greeting } }")).toEqual({
      data: { first: { id: "t1", name: "name t1", greeting: "hello name t1" } },
      errors: [],
    });
  });

  test("refuses what could only be asked for by it", async () => {
    const executor = openExecutor({ sales, gate: gateOf(`@key(fields: "id", resolvable: false)`) });
    const { data, errors } = await executor.ask("{ first { id greeting } }");
    expect([data, errors[0]?.extensions.code]).toEqual([undefined, "OPERATION_NOT_SUPPORTED"]);
    expect(await executor.ask("{ first { id name } }")).toEqual({
      data: { first: { id: "t1", name: "name t1" } },
      errors: [],
    });
  });
});

describe("an interface object that no subgraph resolves", () => {
  const executor = openExecutor({
    a: {
      sdl: `type Query { a: Node! maybe: Node product: Product! }
        interface Node @key(fields: "id") { id: ID! }
        interface Product @key(fields: "id") { id: ID! }
        type Bread implements Product @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { a: nothing, maybe: nothing, product: () => ({ __typename: "Bread", id: "p1" }) },
      },
    },
    b: {
      sdl: `type Query { b: Node! }
        type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! field: String }
        type Product @interfaceObject @key(fields: "id") { id: ID! name: String! }`,
      resolvers: {
        Query: { b: () => ({ id: "n1", field: "foo" }) },
        Product: { __resolveReference: () => Promise.reject(new Error("not here")) },
      },
    },
  });

  test.each([
    ["{ b { id field } }", { b: { id: "n1", field: "foo" } }],
    ["{ product { id } }", { product: { id: "p1" } }],
    ["{ product { ... on Bread { id } } }", { product: { id: "p1" } }],
  ])("answers %s where its type is not needed", async (query, data) => {
    expect(await executor.ask(query)).toEqual({ data, errors: [] });
  });

  test.each([
    ["{ a { field } }", null, "SUBGRAPH_INVALID", ["a"]],
    ["{ maybe { field } }", { maybe: null }, "SUBGRAPH_INVALID", ["maybe"]],
    ["{ a { id } }", null, "INTERNAL_SERVER_ERROR", ["a"]],
    ["{ product { id name } }", null, "INTERNAL_SERVER_ERROR", ["product", "name"]],
    ["{ b { __typename id } }", undefined, "OPERATION_NOT_SUPPORTED", []],
  ])("%s has an error with a code", async (query, data, code, path) => {
    const answer = await executor.ask(query);
    expect(answer.data).toEqual(data);
    expect(answer.errors.map((error) => [error.extensions.code, error.path])).toEqual([[code, path]]);
  });
});

/** A subgraph that knows no type of the interface has only its name. */
function nothing() {
  return { __typename: "Node", id: "n1" };
}
