/** Variables of a shop in development: errors are shown, a stop drains nothing, and the services answer other gateways, rover and Apollo's Sandbox. */
import { isLoopbackHost } from "@hansa/kit/http";

/** The variables, for services that listen on `host`. Unsigned requests are served only where no other machine can send them. */
export function developmentVariables(host: string): Readonly<Record<string, string>> {
  return {
    HANSA_UNMASK_ERRORS: "true",
    HANSA_DRAIN_MS: "0",
    HANSA_SUBGRAPH_ACCESS: isLoopbackHost(host) ? "bearer" : "signed",
  };
}
