/** The front of the router: the public listener with the GraphQL endpoint, browser sessions, pages and pass-through. */
import type { IncomingMessage } from "node:http";
import type { ServiceName } from "@hansa/contracts/processes";
import { trustedHosts } from "@hansa/kit/http";
import { clientAddressReader, openSenders, originOf, outgoingKeys } from "@hansa/kit/identity";
import type { HttpTransport, Instances, PeerCall } from "@hansa/kit/rpc";
import { openFairTurns, openSparseWarnings } from "@hansa/kit/runtime";
import type { Unsent } from "@hansa/kit/server";
import type { SessionCheck } from "@hansa/kit/sessions";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RouterConfig } from "./config.ts";
import type { LiveGraph } from "./graph/live-graph.ts";
import { maxWaitingBytes } from "./http/body.ts";
import { openClientFiles } from "./http/client-files.ts";
import { openCompression } from "./http/compression.ts";
import { openConnectionLimit, openRequestLimit } from "./http/connections.ts";
import { contractOf } from "./http/graphql/contract-paths.ts";
import { openGraphqlEndpoint, type RecordUse } from "./http/graphql/endpoint.ts";
import { securityHeaders } from "./http/headers.ts";
import { allowedOrigins } from "./http/loopback.ts";
import { openPages } from "./http/pages/pages.ts";
import { openPassPage } from "./http/pages/storefront.ts";
import { openPassThrough } from "./http/pass-through.ts";
import { openPublicListener } from "./http/public-listener.ts";
import { openSession } from "./http/session/endpoints.ts";
import { sessionCookies } from "./identity/cookies.ts";
import { anonymousSender } from "./identity/identification.ts";
import { countPage, openRateLimits } from "./identity/rate-limits.ts";
import { openRecognition } from "./identity/recognition.ts";
import { openVisitors } from "./identity/visitors.ts";
import { openAdmission } from "./operation/admission.ts";
import type { Strictness } from "./operation/documents.ts";
import { usedCpuTime } from "./operation/event-loop.ts";
import type { OpenExplainer } from "./operation/explainer.ts";
import { placesAt, type Transport } from "./transport/subgraphs.ts";

type FrontParts = {
  live: LiveGraph;
  transport: Transport;
  strictness: Strictness;
  unsent: Unsent;
  /** The instances of the services, which uploads, media and webhooks are passed on to. */
  services: HttpTransport<ServiceName>["services"];
  /** The instances of the storefront; undefined without one. */
  storefront: Instances | undefined;
  /** Where viewers are recognised; undefined with `--identity none`. */
  users: PeerCall | undefined;
  sessions: SessionCheck | undefined;
  isReady(): boolean;
  recordUse: RecordUse | undefined;
  openExplainer: OpenExplainer;
};

/** Opens the public listener; it does not listen yet. */
export async function openFront(config: RouterConfig, parts: FrontParts): Promise<FastifyInstance> {
  const { production, ring } = config;
  const { live, transport, users, unsent, isReady } = parts;
  const { runtime, log } = transport;
  const isAllowedOrigin = allowedOrigins(config.corsOrigins, production);
  const recognition = users && {
    ...openRecognition(transport, users),
    cookies: sessionCookies(production, config.port),
    isAllowedOrigin,
  };
  const operations = operationParts(config, parts);
  const visitors = openVisitors(ring, runtime);
  const visitorOf = (request: IncomingMessage) =>
    contractOf(request.url ?? "") ? visitors.addressOf(request) : undefined;
  const clientAddress = clientAddressReader(config.trustedProxies);
  const listener = {
    isReady,
    unsent,
    isAllowedOrigin,
    addressOf: (request: IncomingMessage) => visitorOf(request) ?? clientAddress(request),
    connectionLimit: openConnectionLimit(runtime, config.connectionsPerAddress, config.trustedProxies),
    requestLimit: openRequestLimit(config.connectionsPerAddress),
    securityHeaders: securityHeaders(production),
    trustsHost: production ? undefined : trustedHosts(config.corsOrigins.map((origin) => new URL(origin).hostname)),
  };
  const compress = openCompression();
  const endpoint = openGraphqlEndpoint({
    ...operations,
    ...listener,
    compress,
    recordUse: parts.recordUse,
    sessions: parts.sessions,
    recognition,
    openExplainer: production ? undefined : parts.openExplainer,
    hasPage: !production,
    isOfVisitor: (request) => visitorOf(request) !== undefined,
  });
  const app = await openPublicListener({
    ...listener,
    runtime,
    log,
    trustedProxies: config.trustedProxies,
    begin: operations.admission.begin,
    endpoint,
  });
  if (recognition) await openSession(app, { ...operations, recognition });
  const senderOf = (request: FastifyRequest) =>
    operations.senderOf?.(anonymousSender(originOf(operations.proxies, request)));
  const { storefront: instances } = parts;
  const warn = openSparseWarnings(runtime, log);
  const passPage =
    instances &&
    openPassPage({
      ...{ runtime, log, warn, instances, senderOf, unsent, countPage: transport.metrics.countPage },
      publicOrigin: config.publicOrigin,
      payments: config.payments,
      countVisit: ({ ip }) => countPage(operations.limits, ip),
      signVisitor: (request) => {
        const { address } = originOf(operations.proxies, request);
        return address === null ? undefined : visitors.sign(address);
      },
    });
  await openPages(app, config, { log, compress, passPage });
  if (!production) openClientFiles(app, live, compress);
  if (ring !== undefined)
    await openPassThrough(app, {
      ...{ runtime, log, warn, services: parts.services, senderOf, isAllowedOrigin, unsent },
    });
  return app;
}

/** The parts that operations need, whichever route they come by. */
function operationParts(config: RouterConfig, { live, transport, strictness }: FrontParts) {
  const { ring } = config;
  const { runtime, log, metrics } = transport;
  return {
    live,
    transport,
    strictness,
    proxies: { trusted: config.trustedProxies, log, warned: false },
    // All routers of a shop have this key.
    senderOf:
      config.connectionsPerAddress > 0
        ? openSenders(ring ? outgoingKeys(ring, "users")[0].secret : runtime.randomBytes(32))
        : undefined,
    limits: openRateLimits(runtime, config.requestsPerMinute),
    admission: openAdmission(
      {
        ...{ runtime, log, countRefusal: metrics.countRefusal, cpuTime: usedCpuTime },
        placesAt: (service: string) => placesAt(transport, service),
      },
      config.loadLimits,
    ),
    takeTurn: openFairTurns(runtime, maxWaitingBytes),
  };
}
