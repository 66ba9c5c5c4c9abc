/** Headers that Apollo's gateway forwards to the services: they identify the client, and each service verifies them by itself. */
import type { IncomingMessage } from "node:http";
import { clientAddressReader, type TrustedProxies } from "@hansa/kit/identity";

export type Headers = Readonly<Record<string, string>>;

export type Forwarding = {
  /** Reads a client's request once, and resolves with the headers of its fetches from a subgraph. */
  open(request: IncomingMessage, requestId: string): Promise<(subgraph: string) => Headers>;
  /** Completes the headers of one fetch once its body is known; undefined: they are complete. */
  complete?: (subgraph: string, headers: Headers, body: string) => Headers;
};

const forwardedNames = ["authorization", "hansa-guest", "user-agent"];

/**
 * Forwards the client's own credentials, which services take with bearer access. `x-forwarded-for` is the one address that the gateway and its
 * `trusted` proxies vouch for, so services behind it trust one proxy.
 */
export function bearerForwarding(trusted: TrustedProxies): Forwarding {
  const addressOf = clientAddressReader(trusted);
  return {
    open: async (request, requestId) => {
      const forwarded = forwardedNames.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === "string" ? [[name, value] as const] : [];
      });
      const headers = {
        ...Object.fromEntries(forwarded),
        "x-forwarded-for": addressOf(request),
        "x-request-id": requestId,
      };
      return () => headers;
    },
  };
}
