/** The gateways of a shop: our router, or Apollo's gateway in its place, behind which the services take bearer access. */
import { apolloGateway, type Service } from "../host/shop.mjs";

export const gatewayNames = ["hansa", "apollo"] as const;
type GatewayName = (typeof gatewayNames)[number];

/** These processes, with Apollo's gateway in the router's place if it is chosen. */
export function withGateway(services: readonly Service[], gateway: GatewayName): Service[] {
  return services.map((service) => (gateway === "apollo" && service.name === "router" ? apolloGateway : service));
}

/** The variables that a process needs beside the shop's. The gateway gets no key, and vouches to the services for one address. */
export function variablesOf(service: Service, gateway: GatewayName): NodeJS.ProcessEnv {
  if (gateway === "hansa") return {};
  return service === apolloGateway
    ? { HANSA_KEYS_FOLDER: undefined, HANSA_KEYS_FILE: undefined }
    : { HANSA_SUBGRAPH_ACCESS: "bearer", HANSA_TRUST_PROXY: "1" };
}

/** The parts of our router that a shop behind Apollo's gateway is without: docs/owners/apollo-gateway.md. */
export const lostParts: readonly string[] = [
  "pair keys (the services answer every sender that reaches their ports)",
  "cookie sessions, API keys, limits by network",
  "node and nodes, extensions.replayed, the playground, the pages of the storefront",
  "/media, /uploads, /receipts, /webhooks, /exports, /.well-known/jwks.json",
];
