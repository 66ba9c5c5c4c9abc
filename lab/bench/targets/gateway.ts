/** The stock gateway: the program of `npm start -- --gateway apollo`, but with signed fetches, and with Apollo's fetcher unless `--pool` is given. */

import { serviceNames } from "@hansa/contracts/processes";
import { systemRuntime } from "@hansa/kit/runtime";
import type { Forwarding } from "../../../router/src/apollo-gateway/forwarding.ts";
import { startApolloGateway } from "../../../router/src/apollo-gateway/server.ts";
import { readGatewayConfig } from "../../../router/src/config.ts";
import { openPeerIdentity } from "./identity.ts";

const peer = openPeerIdentity();

/** Signs fetches as our router does, which the services of a benchmark ask for. */
const signedForwarding: Forwarding = {
  open: async ({ headers }) => {
    const identity = await peer.identify(headers.authorization);
    return (subgraph) => ({
      "hansa-viewer": peer.assertionFor(identity, serviceOf(subgraph)),
      "x-request-id": identity.requestId,
    });
  },
  complete: (subgraph, headers, body) => {
    const { "hansa-viewer": assertion = "", "x-request-id": requestId = "", ...others } = headers;
    return { ...others, ...peer.sign(serviceOf(subgraph), { requestId, assertion }, body) };
  },
};

await startApolloGateway(readGatewayConfig(), systemRuntime, {
  forwarding: signedForwarding,
  usesPool: process.argv.includes("--pool"),
  limitsPlanner: false,
});

function serviceOf(subgraph: string) {
  const service = serviceNames.find((known) => known === subgraph);
  if (!service) throw new Error(`the router has no key towards subgraph "${subgraph}"`);
  return service;
}
