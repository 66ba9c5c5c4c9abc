/** The state of a running shop, from the internal listener of one of its routers. */

import { processes } from "@hansa/contracts/processes";
import { CommandFailure } from "@hansa/kit/command-line";
import { addressVariables, routerOrigins } from "@hansa/kit/service";
import {
  type ClosingResponse,
  closingPath,
  closingResponse,
} from "../../../router/src/control/status/alarm-closing.ts";
import { type ShopState, shopState } from "../../../router/src/control/status/shop-state.ts";
import { reachable } from "../../host/processes/health.ts";
import { internalPort, maxReplicas, publicPort, replicasOf, type Service, services } from "../../host/shop.mjs";

type Config = { host: string; port: number };

/** A router waits two seconds for the others. */
const waitMs = 4_000;
/** It waits twice as long to close an alarm. */
const closingWaitMs = 8_000;

/** Every process of the shop that may be a router. */
function possibleRouters(): Service[] {
  return services.filter(({ isGateway }) => isGateway).flatMap((router) => replicasOf(router, maxReplicas));
}

/** The private addresses of the routers. */
function addressesOfRouters(port: number): readonly string[] {
  const { HANSA_SERVICES } = addressVariables(processes);
  const configured = routerOrigins({ HANSA_SERVICES: HANSA_SERVICES.parse(process.env.HANSA_SERVICES) });
  if (configured.length > 0) return configured;
  return possibleRouters().map((router) => privateAddress(router, port));
}

/** The state as one of the routers that response tells it; undefined if no process of the shop answers as a router. */
export async function readRunningState({ host, port }: Config): Promise<ShopState | undefined> {
  const routers = possibleRouters();
  const states = await Promise.all(addressesOfRouters(port).map(readState));
  const state = states.find((found) => found !== undefined);
  if (state) return state;
  const [first] = routers;
  if (first && (await answers(first, { host, port })))
    throw new CommandFailure(
      "a shop runs, but its router tells no state here: ask in its own machine or container (docs/owners/operate.md); Apollo's gateway has none",
    );
  return undefined;
}

/** The address of a router's internal listener, where nothing names those of all routers. */
function privateAddress(router: Service, port: number): string {
  const host = reachable(process.env.HANSA_PRIVATE_HOST || "127.0.0.1");
  return `http://${host}:${internalPort(router, port)}`;
}

/** Has a router close an alarm of the running shop; undefined if no router answers. */
export async function closeRunningAlarm({ port }: Config, id: string): Promise<ClosingResponse | undefined> {
  for (const address of addressesOfRouters(port)) {
    try {
      const response = await fetch(new URL(closingPath, address), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ id }),
        signal: AbortSignal.timeout(closingWaitMs),
      });
      if (response.ok) return closingResponse.parse(await response.json()).outcome;
    } catch {
      // The next one may answer.
    }
  }
  return undefined;
}

async function readState(address: string): Promise<ShopState | undefined> {
  try {
    const response = await fetch(new URL("/status", address), {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(waitMs),
    });
    return shopState.safeParse(await response.json()).data;
  } catch {
    return undefined;
  }
}

/** Whether something answers at the public address of a router. */
async function answers(router: Service, { host, port }: Config): Promise<boolean> {
  try {
    const address = `http://${reachable(host)}:${publicPort(router, port)}/ready`;
    const response = await fetch(address, { signal: AbortSignal.timeout(waitMs) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
