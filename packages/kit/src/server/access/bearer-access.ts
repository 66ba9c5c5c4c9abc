/** Bearer access to a service's graph, opened at its start: identification by access token, and a warning in production. */
import { trustedHosts } from "../../http/hosts.ts";
import { type BearerParts, type IdentifyBearer, openBearer } from "../../identity/bearer.ts";
import type { SubgraphAccess } from "./config.ts";

/** The name by which containers on a developer's machine call it; no stranger's DNS has it. */
const developmentHosts = ["host.docker.internal"];

/** Opens the identification of unsigned requests; undefined where only signed requests are served. */
export function openBearerAccess(
  access: SubgraphAccess,
  parts: Pick<BearerParts, "runtime" | "log" | "askKeys">,
): IdentifyBearer | undefined {
  if (access.mode === "signed") return undefined;
  const { isProduction, trustedProxies } = access;
  if (isProduction)
    parts.log.warn(
      "graphql server: HANSA_SUBGRAPH_ACCESS=bearer, every sender that reaches this port is served without the router's signature",
    );
  return openBearer({
    ...parts,
    trustedProxies,
    trustsHost: isProduction ? undefined : trustedHosts(developmentHosts),
  });
}
