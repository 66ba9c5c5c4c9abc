/** The network of the shop: links between buyers, router, services and payment provider. */
import { chanceOf } from "@hansa/kit/testing";
import { firstOf, type Name, programOf, serviceNames, shopNames } from "../processes/names.ts";
import { type Link, type LinkFaultCounts, openLink } from "./network-links.ts";

/** `public`: the listener for GraphQL clients and for calls of the provider; `internal`: the listener for services and for requests that the router forwards. */
type Listener = "public" | "internal";
type Wire = { from: Name | "buyers"; to: Name; listener: Listener };
export type LinkName = string;

const wires: readonly Wire[] = [
  { from: "buyers", to: "router", listener: "public" },
  { from: "payments", to: "provider", listener: "public" },
  { from: "provider", to: "router", listener: "public" },
  ...serviceNames.map((to): Wire => ({ from: "router", to, listener: "public" })),
  ...shopNames.flatMap((from) =>
    serviceNames.filter((to) => to !== from).map((to): Wire => ({ from, to, listener: "internal" })),
  ),
];

/** The wires to second processes, which lie beside those to the first. */
function wiresTo(replicas: readonly Name[]): Wire[] {
  return replicas.flatMap((to) => wires.filter((wire) => wire.to === firstOf(to)).map((wire) => ({ ...wire, to })));
}

/** Those that an order needs; the plan draws from them. */
export function linksWith(replicas: readonly Name[]): readonly LinkName[] {
  const isOfUsers = (name: Wire["from"]) => name !== "buyers" && firstOf(name) === "users";
  return [...wires, ...wiresTo(replicas)]
    .filter(({ from, to, listener }) => listener === "public" || (!isOfUsers(from) && !isOfUsers(to)))
    .map(nameOf);
}

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

/** Opens all wires for a shop at `port` with these second processes. */
export async function openNetwork(port: number, seed: number, replicas: readonly Name[]): Promise<Network> {
  const all = [...wires, ...wiresTo(replicas)];
  const troubles: LinkFaultCounts = { delay: 0, cut: 0, lose: 0 };
  const links = new Map<LinkName, Link>();
  for (const wire of all) {
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
    buyersPort: link(nameOf({ from: "buyers", to: "router", listener: "public" })).port,
    environmentOf: (name) => {
      const services = new Map<string, string[]>();
      const variables: Record<string, string> = {};
      for (const wire of all.filter(({ from }) => from === firstOf(name))) {
        const origin = `http://127.0.0.1:${link(nameOf(wire)).port}`;
        if (wire.to === "provider") variables.HANSA_SANDBOX_URL = origin;
        else if (wire.from === "provider") variables.HANSA_SANDBOX_WEBHOOK_URL = `${origin}/webhooks/sandbox`;
        else services.set(entryOf(wire), [...(services.get(entryOf(wire)) ?? []), origin]);
      }
      variables.HANSA_SERVICES = [...services].map(([entry, origins]) => `${entry}=${origins.join(",")}`).join(" ");
      return variables;
    },
    link,
    lead: (name, next) => {
      for (const wire of all.filter(({ to }) => to === name)) link(nameOf(wire)).lead(targetOf(wire, next));
    },
    close: () => {
      for (const each of links.values()) each.close();
    },
  };
}

function nameOf({ from, to, listener }: Wire): LinkName {
  return listener === "public" ? `${from} > ${to}` : `${from} > ${to} inside`;
}

function targetOf({ to, listener }: Wire, port: number): number {
  const program = programOf(to);
  return listener === "public" ? program.publicPort(port) : program.internalPort(port);
}

/** The name in HANSA_SERVICES by which `from` finds `to`. */
function entryOf({ to, listener }: Wire): string {
  return listener === "public" ? firstOf(to) : `${firstOf(to)}.internal`;
}
