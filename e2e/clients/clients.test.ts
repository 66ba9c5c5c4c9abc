/** Clients and tools of the field against a real shop, each as its own users use it. */

import { untilReached } from "@hansa/client/buyer";
import { beforeAll, describe } from "vitest";
import { type Shop, sharedShop } from "../../cli/testing/shop.ts";
import { testAbsentParts } from "./absent-parts.ts";
import { testApolloClient } from "./libraries/apollo-client.ts";
import { testGraphcache } from "./libraries/graphcache.ts";
import { testGraphqlRequest } from "./libraries/graphql-request.ts";
import { testUrql } from "./libraries/urql.ts";
import { testGqlTada } from "./tools/gql-tada.ts";
import { testInspector } from "./tools/inspector.ts";
import { testRelayCompiler } from "./tools/relay-compiler.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
  await untilReached(shop);
});
const address = () => `http://127.0.0.1:${shop.port}`;

describe("Apollo Client", () => testApolloClient(address));
describe("urql", () => testUrql(address));
describe("urql's graphcache", () => testGraphcache(address));
describe("graphql-request", () => testGraphqlRequest(address));
describe("Relay's compiler", () => testRelayCompiler(address));
describe("gql.tada", () => testGqlTada(address));
describe("GraphQL Inspector", () => testInspector(address));
describe("docs/front-ends/frontend.md", () => testAbsentParts(address));
