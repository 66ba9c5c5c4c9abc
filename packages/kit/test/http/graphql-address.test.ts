/** The URLs that name a GraphQL endpoint. */
import { expect, test } from "vitest";
import { isGraphqlUrl } from "../../src/http/graphql-address.ts";

test.each(["/graphql", "/graphql/", "/graphql?query={a}", "/graphql/?query={a}", "/graphql?", "/graphql/?"])(
  "%s names the endpoint",
  (url) => expect(isGraphqlUrl(url)).toBe(true),
);

test.each(["/", "", "/graphqls", "/graphql//", "/graphql/a", "/graphql/a?b", "//graphql", "/GRAPHQL", "/graphql#a"])(
  "%s does not",
  (url) => expect(isGraphqlUrl(url)).toBe(false),
);
