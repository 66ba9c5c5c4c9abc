/** The state of a running shop, from the private listener of one of its routers. */
import { CommandFailure } from "@hansa/kit/runtime/failure";
import { originList } from "@hansa/kit/server/service-addresses";
import { type ShopState, shopState } from "../../../router/src/status/state.ts";
import { reachable } from "../../host/processes/health.ts";
import { maxReplicas, privatePort, publicPort, replicasOf, type Service, services } from "../../host/shop.mjs";

type Settings = { host: string; port: number };

/** A router waits two seconds for the others. */
const waitMs = 4_000;

/** The state as one of the routers that answer tells it; undefined if no process of the shop answers as a router. */
export async function readRunningState({ host, port }: Settings): Promise<ShopState | undefined> {
  const routers = services.filter(({ isGateway }) => isGateway).flatMap((router) => replicasOf(router, maxReplicas));
  const configured = process.env.HANSA_ROUTER_INTERNAL_URL;
  const addresses = configured ? originList.parse(configured) : routers.map((router) => privateAddress(router, port));
  const states = await Promise.all(addresses.map(readState));
  const state = states.find((found) => found !== undefined);
  if (state) return state;
  const [first] = routers;
  if (first && (await answers(first, { host, port })))
    throw new CommandFailure(
      "a shop runs, but its router tells no state here: ask in its own machine or container (docs/operate.md); Apollo's gateway has none",
    );
  return undefined;
}

/** The address of a router's private listener, where nothing names those of all routers. */
function privateAddress(router: Service, port: number): string {
  const host = reachable(process.env.HANSA_PRIVATE_HOST || "127.0.0.1");
  return `http://${host}:${privatePort(router, port)}`;
}

async function readState(address: string): Promise<ShopState | undefined> {
  try {
    const answer = await fetch(new URL("/status", address), {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(waitMs),
    });
    return shopState.safeParse(await answer.json()).data;
  } catch {
    return undefined;
  }
}

/** Whether something answers at the public address of a router. */
async function answers(router: Service, { host, port }: Settings): Promise<boolean> {
  try {
    const address = `http://${reachable(host)}:${publicPort(router, port)}/ready`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(waitMs) });
    await answer.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
