/** Apollo Client 4: queries by POST and GET, refusals, persisted queries, and batches, which are refused. */
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { BatchHttpLink } from "@apollo/client/link/batch-http";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { expect, test } from "vitest";
import { z } from "zod";
import { recordRequests } from "../support/recorded-requests.ts";

const Mugs = gql`query Mugs { search(query: "mug", first: 3) { nodes { id title } } }`;
const Tea = gql`query Tea { search(query: "tea", first: 2) { nodes { id title } } }`;
const Unknown = gql`query Unknown { nothing }`;
const CreateCart = gql`
  mutation CreateCart($input: CartCreateInput!) {
    cartCreate(input: $input) { ... on CartSaved { cart { id } } ... on UserError { code message } }
  }
`;

export function testApolloClient(address: () => string): void {
  const uri = () => `${address()}/graphql`;
  const open = (link: ApolloLink, possibleTypes = {}) =>
    new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes }) });

  test.each([
    ["POST", {}],
    ["GET", { useGETForQueries: true }],
  ])("queries by %s", async (method, options) => {
    const { requests, fetch } = recordRequests();
    const client = open(new HttpLink({ uri: uri(), fetch, ...options }));
    const { data } = await client.query({ query: Mugs });
    expect(data).toMatchObject({ search: { nodes: [{}, {}, { title: expect.any(String) }] } });
    expect(requests).toEqual([{ method, hasText: true }]);
  });

  test.each([
    ["POST", {}],
    ["GET", { useGETForHashedQueries: true }],
  ])("persisted queries by %s: the first is refused, and from then on the texts are sent", async (method, options) => {
    const { requests, fetch } = recordRequests();
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    const link = new PersistedQueryLink({ sha256, ...options });
    const client = open(ApolloLink.from([link, new HttpLink({ uri: uri(), fetch })]));
    expect((await client.query({ query: Mugs })).data).toMatchObject({ search: { nodes: [{}, {}, {}] } });
    expect((await client.query({ query: Tea })).data).toMatchObject({ search: { nodes: [{}, {}] } });
    expect(requests).toEqual([
      { method, hasText: false },
      { method: "POST", hasText: true },
      { method: "POST", hasText: true },
    ]);
  });

  test("a batch is refused in the words of Apollo Server", async () => {
    const client = open(new BatchHttpLink({ uri: uri(), batchInterval: 1 }));
    const outcomes = await Promise.allSettled([Mugs, Tea].map((query) => client.query({ query })));
    const refusal = { message: "Operation batching disabled.", extensions: { code: "BAD_REQUEST" } };
    // The client complains that one response came for two operations, and keeps it as the result of its error.
    const reason = { result: [{ errors: [refusal] }] };
    expect(outcomes).toMatchObject([{ reason }, { reason }]);
  });

  test("an invalid operation is an error with a code", async () => {
    const refused = open(new HttpLink({ uri: uri() })).query({ query: Unknown });
    const error = await refused.catch((reason: unknown) => reason);
    if (!CombinedGraphQLErrors.is(error)) throw new Error(`not refused: ${error}`);
    expect(error.errors[0]?.extensions?.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  test("a refusal of a mutation is complete with the possible types of the shop", async () => {
    const listed: unknown = await (await fetch(`${address()}/possible-types.json`)).json();
    const possibleTypes = z.record(z.string(), z.array(z.string())).parse(listed);
    const client = open(new HttpLink({ uri: uri() }), possibleTypes);
    const input = { currency: "EUR", lines: [{ variantId: "var_missing", quantity: 1 }] };
    const { data } = await client.mutate({ mutation: CreateCart, variables: { input } });
    expect(data).toMatchObject({ cartCreate: { __typename: "NotFoundError", code: expect.any(String) } });
  });
}
