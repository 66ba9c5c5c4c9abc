/** graphql-request: queries, errors with their codes, GET, and batches, which are refused. */
import { ClientError, GraphQLClient, gql, request } from "graphql-request";
import { expect, test } from "vitest";

const Mugs = gql`query Mugs($first: Int!) { search(query: "mug", first: $first) { nodes { id title } } }`;
const three = { search: { nodes: [{}, {}, { title: expect.any(String) }] } };

export function testGraphqlRequest(address: () => string): void {
  const url = () => `${address()}/graphql`;

  test("queries with variables", async () => {
    expect(await request(url(), Mugs, { first: 3 })).toMatchObject(three);
  });

  test("by GET it needs a header, which the refusal names", async () => {
    const options = { method: "GET", jsonSerializer: JSON } as const;
    const error = await refusalOf(new GraphQLClient(url(), options).request(Mugs, { first: 3 }));
    expect(error.message).toContain("x-requested-with");
    const client = new GraphQLClient(url(), { ...options, headers: { "x-requested-with": "graphql-request" } });
    expect(await client.request(Mugs, { first: 3 })).toMatchObject(three);
  });

  test("an invalid operation is an error with a code", async () => {
    const { response } = await refusalOf(request(url(), gql`{ nothing }`));
    expect(response.errors?.[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  test("a batch is refused in the words of Apollo Server", async () => {
    const documents = [1, 2].map((first) => ({ document: Mugs, variables: { first } }));
    const error = await refusalOf(new GraphQLClient(url()).batchRequests(documents));
    expect(error.message).toContain("Operation batching disabled.");
  });
}

async function refusalOf(promise: Promise<unknown>): Promise<ClientError> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof ClientError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}
