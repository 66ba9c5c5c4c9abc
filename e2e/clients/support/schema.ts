/** The schema of the shop, as tools get it: its published text, and the response to their introspection. */
import { getIntrospectionQuery, type IntrospectionQuery } from "graphql";
import { z } from "zod";

/** The text that the shop publishes. */
export async function readSchema(address: string): Promise<string> {
  return (await fetch(`${address}/schema.graphql`)).text();
}

const result = z.object({ data: z.custom<IntrospectionQuery>((data) => typeof data === "object" && data !== null) });

/** The response of the graph to the introspection that graphql-js writes. */
export async function introspect(address: string): Promise<IntrospectionQuery> {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: getIntrospectionQuery({ specifiedByUrl: true }) }),
  });
  return result.parse(await response.json()).data;
}
