/** Variables of one process among several of a service: its number, its ports, and the addresses of all. */

import { processNames } from "@hansa/contracts/processes";
import { publicPort, replicaOffset, type Service } from "../shop.mjs";
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
  const originOf = ({ isGateway }: Service) =>
    isGateway ? `http://${reachable(env.HANSA_PRIVATE_HOST || "127.0.0.1")}` : origin;
  const exceptions = processNames.flatMap((name) => {
    const instances = processes.filter((each) => each.name === name);
    const addresses = instances.map((each) => `${originOf(each)}:${publicPort(each, port)}`);
    return addresses.length > 0 ? [`${name}=${addresses.join(",")}`] : [];
  });
  const shared = { HANSA_SERVICES: exceptions.join(" "), HANSA_PUBLIC_URL: `${origin}:${port}` };
  const unset = Object.entries(shared).filter(([name]) => !env[name]);
  return { ...Object.fromEntries(unset), ...number, HANSA_PORT: String(port + replicaOffset * (instance - 1)) };
}
