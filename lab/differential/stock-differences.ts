/** Classes of operations that `@apollo/gateway` answers wrongly, each with the smallest case found; the tests prove them. */
import type { Fault } from "./model/faults.ts";

export type StockDifference = {
  name: string;
  supergraph: string;
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  salt: number;
  faults?: readonly Fault[];
};

export const stockDifferences: readonly StockDifference[] = [
  {
    name: "an alias takes the name of a key",
    supergraph: "hops",
    query: '{ employee(id: "") { department { id: title floor } } }',
    salt: 1000003,
  },
  {
    name: "an alias of a list takes the name of a key",
    supergraph: "hops",
    query: '{ employee(id: "{ id }") { id: boss { colleagues { hours } } salary } }',
    salt: 7000014,
  },
  {
    name: "an alias takes the name of a required field",
    supergraph: "requires",
    query: '{ order(id: "a") { address { country: street } total } }',
    salt: 7000030,
  },
  {
    name: "a required field with arguments meets the client's arguments",
    supergraph: "requires",
    query: "{ priceList { tax price } }",
    salt: 7000011,
  },
  {
    name: "a required list meets the client's arguments",
    supergraph: "requires",
    query: '{ order(id: "b c") { lines(first: -7) { insurance } freeShipping } }',
    salt: 7000024,
  },
  {
    name: "a skipped field takes its neighbour's required fields along",
    supergraph: "requires",
    query: 'query ($c: Boolean!) { order(id: "a") { shippingCost greeting @include(if: $c) } }',
    variables: { c: false },
    salt: 1,
  },
  {
    name: "fields of separate fragments lose their order",
    supergraph: "catalogue",
    query: '{ vendor(id: "{ id }") { ... { country } id ... { name } } }',
    salt: 7000015,
  },
  {
    name: "the name of an interface object replaces the concrete type",
    supergraph: "interface-objects",
    query: "{ bestseller { label __typename } }",
    salt: 1000012,
  },
  {
    name: "a condition on a root type reaches a subgraph that names it otherwise",
    supergraph: "hops",
    query:
      'mutation ($c: Boolean!) { hire(name: "a") { projects { year } } ... on Mutation @include(if: $c) { dismiss(id: 1) } }',
    variables: { c: false },
    salt: 7000049,
  },
  {
    name: "a fragment that can match nothing cannot be planned",
    supergraph: "hansa",
    query: `mutation { fulfilmentCreate(input: {orderId: "ord_1", parts: [], idempotencyKey: "k"}) {
      ... on ProductArchiveResult { ... on CheckoutStartResult { ... on CartConflictError { code } } } } }`,
    salt: 1000006,
  },
  {
    name: "a value of another type is null without an error",
    supergraph: "abstract",
    query: "{ people { bio } }",
    salt: 1000011,
    faults: [{ kind: "misfit", coordinate: "User.bio" }],
  },
  {
    name: "a text in place of a list loses all data and the error's place",
    supergraph: "requires",
    query: "{ priceList { price } }",
    salt: 5000014,
    faults: [{ kind: "misfit", coordinate: "Query.priceList" }],
  },
  {
    name: "an error of an entity in a list names another position",
    supergraph: "abstract",
    query: "{ matrix { ... on Post { locked } } }",
    salt: 5000209,
    faults: [{ kind: "null", coordinate: "Post.locked" }],
  },
];
