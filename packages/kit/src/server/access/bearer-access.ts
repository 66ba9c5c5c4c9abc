/** Bearer access to a service's graph, opened at its start: identification by access token; a page and Apollo's Sandbox in development, a warning in production. */
import type { IncomingMessage } from "node:http";
import { trustedHosts } from "../../http/hosts.ts";
import { type BearerParts, type IdentifyBearer, openBearer } from "../../identity/bearer.ts";
import { clientAddressReader } from "../../identity/origin.ts";
import { bearerPage } from "./bearer-page.ts";
import type { SubgraphAccess } from "./config.ts";

/** The name by which containers on a developer's machine call it; no stranger's DNS has it. */
const developmentHosts = ["host.docker.internal"];

export type BearerAccess = {
  identify: IdentifyBearer;
  /** The address of the client, as far as proxies that are declared vouch for it. */
  addressOf(request: IncomingMessage): string;
  /** The headers that let a page of this origin read the response, as names and values in turn; none for most. */
  crossOriginHeaders(request: Pick<IncomingMessage, "headers">): readonly string[];
  /** The page for a person who opens its address in a browser; undefined in production. */
  pageOf: ((request: Pick<IncomingMessage, "headers">) => string) | undefined;
};

/** Opens the access of requests without a signature; undefined where only signed requests are served. */
export function openBearerAccess(
  access: SubgraphAccess,
  { name, ...parts }: Pick<BearerParts, "runtime" | "log" | "askKeys"> & { name: string },
): BearerAccess | undefined {
  if (access.mode === "signed") return undefined;
  const { isProduction, trustedProxies } = access;
  if (isProduction)
    parts.log.warn(
      "graphql server: HANSA_SUBGRAPH_ACCESS=bearer, every sender that reaches this port is served without the router's signature",
    );
  const trustsHost = isProduction ? undefined : trustedHosts(developmentHosts);
  return {
    identify: openBearer({ ...parts, trustedProxies, trustsHost }),
    addressOf: clientAddressReader(trustedProxies),
    crossOriginHeaders: isProduction ? () => [] : sandboxHeaders,
    pageOf: isProduction ? undefined : ({ headers }) => bearerPage(name, headers.host ?? "localhost"),
  };
}

/** The pages of Apollo's Sandbox and Explorer. */
const sandboxOrigins = ["https://studio.apollographql.com", "https://sandbox.embed.apollographql.com"];

/** Lets Apollo's Sandbox ask a service on this machine. It sends no cookies. */
function sandboxHeaders({ headers }: Pick<IncomingMessage, "headers">): readonly string[] {
  const { origin, "access-control-request-headers": requested } = headers;
  if (origin === undefined || !sandboxOrigins.includes(origin)) return [];
  return [
    "access-control-allow-origin",
    origin,
    "vary",
    "origin",
    "access-control-allow-methods",
    "POST",
    ...(requested === undefined ? [] : ["access-control-allow-headers", requested]),
    // Chrome asks for leave before a public page reaches a private address.
    "access-control-allow-private-network",
    "true",
  ];
}
