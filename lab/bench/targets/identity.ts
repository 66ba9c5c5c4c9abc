/** Identity of a peer's requests: verifies the client's access token and signs requests to subgraphs with the same functions as our router. */
import { randomUUID } from "node:crypto";
import { createLog } from "@hansa/contracts/log";
import { processes, type ServiceName } from "@hansa/contracts/processes";
import {
  graphPurpose,
  type Identity,
  type IdentityHeaders,
  newAccessTokens,
  newPublicKeys,
  openAssertions,
  outgoingKeys,
  signRequest,
  type Viewer,
  verifyAccessToken,
} from "@hansa/kit/identity";
import { fetchPublicKeys, httpTransport } from "@hansa/kit/rpc";
import { createMetrics, systemRuntime } from "@hansa/kit/runtime";
import { addressVariables, commonVariables, internalOrigins, readEnvironment, readKeyRing } from "@hansa/kit/service";

export type PeerIdentity = {
  /** The identity behind the `authorization` header; throws where the router would refuse it. */
  identify(authorization: string | undefined): Promise<Identity>;
  /** The viewer assertion for a subgraph. */
  assertionFor(identity: Identity, service: ServiceName): string;
  /** The headers of a request to a subgraph. */
  sign(service: ServiceName, request: { requestId: string; assertion: string }, body: string): IdentityHeaders;
};

/** Opens the identity of a peer, with the router's keys of this environment. */
export function openPeerIdentity(environment = process.env): PeerIdentity {
  const runtime = systemRuntime;
  const ring = readKeyRing("router", processes, environment);
  const log = createLog("router", "error");
  const read = readEnvironment({ ...commonVariables, ...addressVariables(processes) }, environment);
  const { transport } = httpTransport(internalOrigins(read, processes), { runtime, log });
  const users = { callee: "users", transport, runtime, ring, metrics: createMetrics() } as const;
  const tokens = newAccessTokens(newPublicKeys({ runtime, log, ask: () => fetchPublicKeys(users) }));
  const assertionFor = openAssertions(ring, runtime);
  return {
    identify: async (authorization) => ({
      viewer: await readViewer(authorization),
      guest: [],
      requestId: `req_${randomUUID()}`,
    }),
    assertionFor,
    sign: (service, { requestId, assertion }, body) =>
      signRequest(outgoingKeys(ring, service), { requestId, purpose: graphPurpose, assertion }, body, runtime.now()),
  };

  async function readViewer(authorization: string | undefined): Promise<Viewer> {
    if (authorization === undefined) return { kind: "guest" };
    const verdict = await verifyAccessToken(tokens, authorization.replace(/^Bearer /, ""));
    if ("refused" in verdict) throw new Error(`the access token was refused: ${verdict.refused}`);
    return verdict.viewer;
  }
}
