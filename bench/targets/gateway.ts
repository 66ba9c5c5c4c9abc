/** The stock gateway: Apollo Server with `ApolloGateway` on the projected supergraph, with its own data source or one on an undici pool. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import type { Identity } from "@hansa/kit/identity/identity";
import { type ServiceName, serviceNames } from "@hansa/kit/rpc/contract";
import { graphUrlVariable } from "@hansa/kit/rpc/service-variables";
import { root } from "../../host/shop.mjs";
import { openPeerIdentity, type PeerIdentity } from "./identity.ts";
import { poolFetcher } from "./pool-fetcher.ts";
import { projectSupergraph } from "./projection.ts";

type Context = { identity: Identity };

const peerIdentity = openPeerIdentity();
const usesPool = process.argv.includes("--pool");
const supergraphSdl = projectSupergraph(readFileSync(path.join(root, "router/supergraph.graphql"), "utf8"));
const gateway = new ApolloGateway({
  supergraphSdl,
  buildService: ({ name }) => dataSourceOf(peerIdentity, name),
});
const server = new ApolloServer<Context>({ gateway });
await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(process.env.HANSA_PORT) },
  context: async ({ req }) => ({ identity: await peerIdentity.identify(req.headers.authorization) }),
});

/** The router answers `nodes` itself; a peer has no such subgraph, and no operation here uses it. */
function dataSourceOf(peer: PeerIdentity, name: string): RemoteGraphQLDataSource<Context> {
  const service = serviceNames.find((known) => known === name);
  const url = (service && process.env[graphUrlVariable(service)]) ?? "http://127.0.0.1:9/graphql";
  if (!service) return new RemoteGraphQLDataSource({ url });
  const source = new RemoteGraphQLDataSource<Context>({ url });
  const send = usesPool ? poolFetcher(url) : source.fetcher;
  source.willSendRequest = ({ request, context }) => {
    // The gateway's health checks have no client.
    if (context.identity === undefined) return;
    request.http?.headers.set("hansa-viewer", peer.assertionFor(context.identity, service));
    request.http?.headers.set("x-request-id", context.identity.requestId);
  };
  source.fetcher = (target, init = {}) => send(target, { ...init, headers: signed(peer, service, init) });
  return source;
}

function signed(
  peer: PeerIdentity,
  service: ServiceName,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer },
): Record<string, string> {
  const { "hansa-viewer": assertion = "", "x-request-id": requestId = "", ...others } = headers;
  return { ...others, ...peer.sign(service, { requestId, assertion }, String(body)) };
}
