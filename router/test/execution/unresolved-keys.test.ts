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
    const response = await executor.ask(query);
    expect(response.data).toEqual(data);
    expect(response.errors.map((error) => [error.extensions.code, error.path])).toEqual([[code, path]]);
  });
});

describe("an interface with a key below an interface object", () => {
  const key = '@key(fields: "id")';
  const bike = ({ id }: { id: string }) => ({ __typename: "Bike", id, wheels: 2 });
  const executor = openExecutor({
    trips: {
      sdl: `type Query { mine: [Vehicle] yours: Trip } type Trip { by: Vehicle }
        type Vehicle @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }
        type LandVehicle @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
      resolvers: { Query: { mine: () => [{ id: "1" }], yours: () => ({ by: { id: "2" } }) } },
    },
    vehicles: {
      sdl: `interface Vehicle ${key} { id: ID! } interface LandVehicle implements Vehicle ${key} { id: ID! wheels: Int! }
        type Bike implements LandVehicle & Vehicle ${key} { id: ID! wheels: Int! }`,
      resolvers: { Vehicle: { __resolveReference: bike }, LandVehicle: { __resolveReference: bike } },
    },
  });

  test.each([
    ["{ mine { ... on LandVehicle { wheels } } }", "Query.mine"],
    ["{ yours { who: by { id ... on LandVehicle { wheels } } } }", "Trip.by"],
  ])("%s is refused by the name of its field", async (query, field) => {
    const { data, errors } = await executor.ask(query);
    expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([undefined, ["OPERATION_NOT_SUPPORTED"]]);
    expect(errors[0]?.message).toBe(
      `The fragment on "LandVehicle" in the field "${field}" cannot be planned: the types of its objects are not known there.`,
    );
  });

  test("is answered by the type of an object", async () => {
    expect(await executor.ask("{ mine { ... on Bike { wheels } } }")).toEqual({
      data: { mine: [{ wheels: 2 }] },
      errors: [],
    });
  });
});

/** A subgraph that knows no type of the interface has only its name. */
function nothing() {
  return { __typename: "Node", id: "n1" };
}
