/** The network of the shop: links between buyers, router, services and payment provider. */
import { chanceOf } from "../../client/seeded-random.ts";
import { type Name, programOf, serviceNames, shopNames } from "../processes/names.ts";
import { type Link, type LinkFaultCounts, openLink } from "./network-links.ts";

/** `public`: the door for whoever asks the graph, or calls the provider; `inner`: for services, and what the router passes through. */
type Listener = "public" | "inner";
type Wire = { from: Name | "buyers"; to: Name; door: Listener };
export type LinkName = string;

const wires: readonly Wire[] = [
  { from: "buyers", to: "router", door: "public" },
  { from: "payments", to: "provider", door: "public" },
  { from: "provider", to: "router", door: "public" },
  ...serviceNames.map((to): Wire => ({ from: "router", to, door: "public" })),
  ...shopNames.flatMap((from) =>
    serviceNames.filter((to) => to !== from).map((to): Wire => ({ from, to, door: "inner" })),
  ),
];

/** Those that an order needs; the plan draws from them. */
export const linkNames: readonly LinkName[] = wires
  .filter(({ from, to, door }) => door === "public" || (from !== "users" && to !== "users"))
  .map(nameOf);

export type Network = {
  troubles: LinkFaultCounts;
  /** The port where buyers find the router. */
  buyersPort: number;
  /** The variables by which a process finds the others. */
  environmentOf(name: Name): Record<string, string>;
  link(name: LinkName): Link;
  /** Leads every wire to `name` to the process whose HANSA_PORT this is. */
  lead(name: Name, port: number): void;
  close(): void;
};

/** Opens all wires for a shop at `port`. */
export async function openNetwork(port: number, seed: number): Promise<Network> {
  const troubles: LinkFaultCounts = { delay: 0, cut: 0, lose: 0 };
  const links = new Map<LinkName, Link>();
  for (const wire of wires) {
    const name = nameOf(wire);
    links.set(name, await openLink(targetOf(wire, port), chanceOf(seed, name), troubles));
  }
  const link = (name: LinkName): Link => {
    const found = links.get(name);
    if (!found) throw new Error(`there is no wire ${name}`);
    return found;
  };
  return {
    troubles,
    buyersPort: link(nameOf({ from: "buyers", to: "router", door: "public" })).port,
    environmentOf: (name) =>
      Object.fromEntries(
        wires.filter(({ from }) => from === name).map((wire) => variableOf(wire, link(nameOf(wire)).port)),
      ),
    link,
    lead: (name, next) => {
      for (const wire of wires.filter(({ to }) => to === name)) link(nameOf(wire)).lead(targetOf(wire, next));
    },
    close: () => {
      for (const each of links.values()) each.close();
    },
  };
}

function nameOf({ from, to, door }: Wire): LinkName {
  return door === "public" ? `${from} > ${to}` : `${from} > ${to} inside`;
}

function targetOf({ to, door }: Wire, port: number): number {
  const program = programOf(to);
  return door === "public" ? program.publicPort(port) : program.innerPort(port);
}

/** The name and the value of the variable by which `from` finds `to`. */
function variableOf({ from, to, door }: Wire, port: number): [string, string] {
  const origin = `http://127.0.0.1:${port}`;
  if (to === "provider") return ["HANSA_SANDBOX_URL", origin];
  if (from === "provider") return ["HANSA_SANDBOX_WEBHOOK_URL", `${origin}/webhooks/sandbox`];
  const variable = `HANSA_${to.toUpperCase()}`;
  return door === "public" ? [`${variable}_URL`, `${origin}/graphql`] : [`${variable}_INTERNAL_URL`, origin];
}
