/** The address of a GraphQL endpoint, and the browsers in which a person opens it. */
import type { IncomingHttpHeaders } from "node:http";

/** The path of every endpoint. */
export const graphqlPath = "/graphql";

/** Whether the URL of a request names the endpoint, with or without a search. Some clients write a slash behind the path. */
export function isGraphqlUrl(url: string): boolean {
  return namesPath(url, graphqlPath);
}

/** Whether the URL of a request names this path, with or without a slash behind it and a search. */
export function namesPath(url: string, path: string): boolean {
  if (!url.startsWith(path)) return false;
  const end = url.charAt(path.length) === "/" ? path.length + 1 : path.length;
  return end === url.length || url.charAt(end) === "?";
}

/** Whether a browser asks for a page that a person opens. */
export function requestsPage({ accept }: IncomingHttpHeaders): boolean {
  return /\btext\/html\b/.test(accept ?? "");
}
