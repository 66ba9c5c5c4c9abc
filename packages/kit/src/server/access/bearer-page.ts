/** The page of a service's graph for a person who opens its address in a browser, in development. */
import { graphqlPath } from "../../http/graphql-address.ts";

/** A query that every service answers: it lists what else can be asked. */
const query = "{ __schema { queryType { fields { name } } } }";

/** The page of a service that was opened under this host, in the form that every listener demands. It says what answers here, with a command that asks it. */
export function bearerPage(service: string, host: string): string {
  const command = [
    `curl http://${host}${graphqlPath}`,
    "-H 'content-type: application/json'",
    `-d '${JSON.stringify({ query })}'`,
  ].join(" ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Hansa: ${service}</title>
</head>
<body>
<h1>${service}</h1>
<p>This is the service ${service} of Hansa, which answers its part of the graph. It takes operations by POST:</p>
<pre>${command}</pre>
<p>The router answers the whole graph, and has a playground. <code>docs/owners/other-gateways.md</code> has more about this address.</p>
</body>
</html>
`;
}
