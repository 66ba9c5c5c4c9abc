/** Counters of the services of a shop, read from their metrics. */

/** Requests at the GraphQL server of a service, and the SQL statements of these requests, since its start. */
export type GraphCounters = { fetches: number; statements: number };

/** Reads the counters of a service; `internal` is the address of its internal server. */
export async function readGraphCounters(internal: string): Promise<GraphCounters> {
  const response = await fetch(`${internal}/metrics`);
  if (response.status !== 200) throw new Error(`the service at ${internal} shows no metrics`);
  const text = await response.text();
  return {
    fetches: total(text, /^hansa_http_requests_total\{entry="graphql".*\} (\d+)$/gm),
    statements: total(text, /^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/gm),
  };
}

function total(text: string, line: RegExp): number {
  return [...text.matchAll(line)].reduce((sum, [, count]) => sum + Number(count), 0);
}
