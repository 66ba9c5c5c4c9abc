/** The ways in which a service is away, and the error codes that each may have. */
import type { ServiceName } from "@hansa/contracts/processes";
import type { ErrorCode } from "@hansa/kit/runtime";
import type { Shop } from "../../cli/testing/shop.ts";
import { stopProcess } from "../../cli/testing/store-faults.ts";
import type { Proxies } from "./proxies.ts";

export type Way = "refused" | "stopped" | "paused" | "slow" | "garbage" | "endless";

/**
 * Codes of what a page reads, and of a mutation whose own service, or one that it calls, is away. Calls are refused before they are sent while
 * the circuit breaker is open. A response that is garbage or too large opens none.
 */
export const codes: Readonly<Record<Way, { read: readonly ErrorCode[]; mutation: readonly ErrorCode[] }>> = {
  refused: { read: ["SUBGRAPH_UNAVAILABLE"], mutation: ["SUBGRAPH_UNAVAILABLE"] },
  stopped: { read: ["SUBGRAPH_UNAVAILABLE"], mutation: ["SUBGRAPH_UNAVAILABLE"] },
  paused: { read: ["SUBGRAPH_UNAVAILABLE"], mutation: ["SUBGRAPH_UNAVAILABLE", "OUTCOME_UNKNOWN"] },
  slow: { read: ["SUBGRAPH_UNAVAILABLE"], mutation: ["SUBGRAPH_UNAVAILABLE", "OUTCOME_UNKNOWN"] },
  garbage: { read: ["SUBGRAPH_INVALID"], mutation: ["SUBGRAPH_UNAVAILABLE", "OUTCOME_UNKNOWN"] },
  endless: { read: ["ANSWER_TOO_LARGE"], mutation: ["SUBGRAPH_UNAVAILABLE", "OUTCOME_UNKNOWN"] },
};

/** Without users no session can be checked: staff, and mutations of customers, have this code in each way. */
export const refusal: ErrorCode = "SESSION_UNVERIFIABLE";

/** Makes a service absent in this way; call the result to bring it back. */
export async function takeAway(
  { shop, proxies }: { shop: Shop; proxies: Proxies },
  service: ServiceName,
  way: Way,
): Promise<() => Promise<void>> {
  const proxy = proxies.services[service];
  if (way === "refused") {
    await proxy.close();
    return proxy.listen;
  }
  if (way === "stopped") {
    await Promise.all([proxy.close(), shop.kill(service)]);
    return async () => {
      await shop.start(service);
      await proxy.listen();
    };
  }
  if (way === "paused") {
    const wake = await stopProcess(shop, service);
    return async () => wake();
  }
  proxy.answer(way);
  return async () => proxy.answer("forwarded");
}
