/** Lines that a task prints once its service serves: the address of a subgraph, or the banner of the shop. */
import { reachable } from "../../cli/host/processes/health.ts";
import type { Shop } from "../../cli/host/processes/process.ts";
import { publicPort, type Service } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";
import { printBanner } from "../../cli/start/banner.ts";

/** `present` are the services that run. */
export function printReadiness(shop: Shop, service: Service, present: readonly Service[]): void {
  if (service.isGateway) {
    printBanner(shop, present, false);
    say(`Hansa is ready, ${Math.max(1, Math.round(performance.now() / 1000))} s after its preparation`);
    return;
  }
  const address = `http://${reachable(shop.host)}:${publicPort(service, shop.port)}/graphql`;
  const senders =
    shop.env.HANSA_SUBGRAPH_ACCESS === "bearer"
      ? "answers curl, rover and Apollo's Sandbox: guests, and people by the access token of signIn (docs/owners/other-gateways.md)"
      : "answers the router alone, whose requests are signed (HANSA_SUBGRAPH_ACCESS)";
  say(`${address} ${senders}`);
}
