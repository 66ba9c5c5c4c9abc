/** Variables of one process among several of a service: its number, its ports, and the addresses of all. */

import { serviceNames } from "@hansa/kit/processes";
import { graphUrlVariable, internalUrlVariable } from "@hansa/kit/rpc/service-variables";
import { privatePort, publicPort, replicaOffset, type Service } from "../shop.mjs";
import { reachable } from "./health.ts";
import type { Shop } from "./process.ts";

/** The variables that one of these processes needs beside the shop's. Addresses that the owner has set stay. */
export function instanceVariables(
  { env, host, port }: Pick<Shop, "env" | "host" | "port">,
  { instance = 1 }: Service,
  processes: readonly Service[],
): NodeJS.ProcessEnv {
  const number = { HANSA_INSTANCE: String(instance) };
  if (processes.every((each) => each.instance === undefined)) return number;
  const origin = `http://${reachable(host)}`;
  const addresses = serviceNames.flatMap((name) => {
    const instances = processes.filter((each) => each.name === name);
    const list = (addressOf: (service: Service) => string) => instances.map(addressOf).join(",");
    return [
      [graphUrlVariable(name), list((each) => `${origin}:${publicPort(each, port)}/graphql`)],
      [internalUrlVariable(name), list((each) => `${origin}:${privatePort(each, port)}`)],
    ];
  });
  const routers = processes
    .filter(({ isGateway }) => isGateway)
    .map((each) => `http://${reachable(env.HANSA_PRIVATE_HOST || "127.0.0.1")}:${privatePort(each, port)}`);
  const shared = Object.fromEntries([
    ...addresses,
    ["HANSA_ROUTER_INTERNAL_URL", routers.join(",")],
    ["HANSA_PUBLIC_URL", `${origin}:${port}`],
  ]);
  const unset = Object.entries(shared).filter(([name]) => !env[name]);
  return { ...Object.fromEntries(unset), ...number, HANSA_PORT: String(port + replicaOffset * (instance - 1)) };
}
