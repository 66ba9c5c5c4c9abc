/** The server's client of the graph: it asks as a guest without a session, within three seconds, at the next router if one cannot be reached. */
import type { GraphError, GraphResponse, TypedDocument } from "@hansa/front/graph";

/** Asks the graph for one page. Rejects if no router answers in time. */
export type AskGraph = <Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
) => Promise<GraphResponse<Result>>;

/** A page is not worth a longer wait. */
const timeoutMs = 3_000;

/** Opens the way to the graph. A visitor, as the router names it, is one whose limits the requests count against. */
export function openGraph(urls: readonly [string, ...string[]]): (visitor: string | undefined) => AskGraph {
  let preferred = 0;
  return (visitor) => async (document, variables) => {
    const body = JSON.stringify({ query: document.toString(), variables });
    const signal = AbortSignal.timeout(timeoutMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send(urls[preferred % urls.length] ?? urls[0], body, visitor, signal);
      } catch (error) {
        if (attempt >= urls.length || signal.aborted) throw error;
        preferred += 1;
      }
    }
  };
}

async function send<Result>(
  url: string,
  body: string,
  visitor: string | undefined,
  signal: AbortSignal,
): Promise<GraphResponse<Result>> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      "apollographql-client-name": "storefront",
      ...(visitor === undefined ? {} : { "hansa-visitor": visitor }),
    },
    body,
    signal,
  });
  const { data = null, errors = [] }: { data?: Result | null; errors?: GraphError[] } = JSON.parse(
    await response.text(),
  );
  return { data, errors };
}
