/** The addresses of all processes, from one variable: a pattern for the services, and exceptions by name. */
import { z } from "zod";
import { byName, type Processes, routerName } from "../runtime/processes.ts";

/** The internal listener of a process is this far above its public one. */
const internalOffset = 10;

/** The pattern where none is set: every process is on this machine. */
const localPattern = "http://127.0.0.1:{port}";

/** The ending of an exception's name that is about the internal listeners alone. */
const internalEnding = ".internal";

/** Addresses of the instances of one process: http or https, a host and a port. */
type Origins = readonly [string, ...string[]];

/** The variable, as its text says it. */
type Declared = { pattern: string; exceptions: ReadonlyMap<string, Origins> };

/**
 * The variable HANSA_SERVICES: entries with spaces between them. One is the pattern of all services, with `{name}` and `{port}`, the port of the
 * GraphQL listener. Each other one is `name=address,address`, the GraphQL addresses of the instances of a service or of the router; the internal
 * listeners are 10 ports above. `name.internal=address,address` names those that are elsewhere.
 */
export function addressVariables(processes: Processes) {
  const names = [...processes.services.map(({ name }) => name), routerName];
  const known = new Set(names.flatMap((name) => [name, `${name}${internalEnding}`]));
  return {
    HANSA_SERVICES: z
      .string()
      .default("")
      .transform((text, context): Declared => {
        const declared = parse(text);
        for (const fault of faultsOf(declared, known)) context.addIssue({ code: "custom", message: fault });
        return {
          pattern: declared.patterns[0] ?? localPattern,
          exceptions: new Map(
            declared.exceptions.flatMap(({ name, origins: [first, ...more] }) =>
              first === undefined ? [] : [[name, [first, ...more]] as const],
            ),
          ),
        };
      }),
  };
}

/** The part of the configuration that addresses are computed from. */
type Read = { HANSA_PORT: number; HANSA_SERVICES: Declared };

/** The ports of a service's two servers. */
export function portsOf<Name extends string>(
  service: Name,
  { HANSA_PORT }: Pick<Read, "HANSA_PORT">,
  { services }: Processes<Name>,
): { graph: number; internal: number } {
  const entry = services.find(({ name }) => name === service);
  if (!entry) throw new Error(`${service} is not in the list of services`);
  return { graph: HANSA_PORT + entry.offset, internal: HANSA_PORT + internalOffset + entry.offset };
}

/** The addresses of the GraphQL listeners of each service. */
export function graphOrigins<Name extends string>(read: Read, processes: Processes<Name>): Record<Name, Origins> {
  const { pattern, exceptions } = read.HANSA_SERVICES;
  return byName(processes, (name): Origins => {
    const { graph } = portsOf(name, read, processes);
    return exceptions.get(name) ?? [fill(pattern, name, graph)];
  });
}

/** The addresses of the internal listeners of each service. */
export function internalOrigins<Name extends string>(read: Read, processes: Processes<Name>): Record<Name, Origins> {
  const { exceptions } = read.HANSA_SERVICES;
  const graphs = graphOrigins(read, processes);
  return byName(processes, (name) => exceptions.get(`${name}${internalEnding}`) ?? internalOf(graphs[name]));
}

/** The addresses of the internal listeners of the routers; none where the variable names no router. */
export function routerOrigins({ HANSA_SERVICES: { exceptions } }: Pick<Read, "HANSA_SERVICES">): readonly string[] {
  const routers = exceptions.get(routerName);
  return exceptions.get(`${routerName}${internalEnding}`) ?? (routers ? internalOf(routers) : []);
}

function parse(text: string) {
  const entries = text.split(/\s+/).filter((entry) => entry !== "");
  const isPattern = (entry: string) => !/^[\w.-]+=/.test(entry);
  return {
    patterns: entries.filter(isPattern),
    exceptions: entries
      .filter((entry) => !isPattern(entry))
      .map((entry) => {
        const at = entry.indexOf("=");
        return { name: entry.slice(0, at), origins: entry.slice(at + 1).split(",") };
      }),
  };
}

/** The faults of the variable's text, one sentence each. */
function faultsOf({ patterns, exceptions }: ReturnType<typeof parse>, known: ReadonlySet<string>): string[] {
  const lengths = new Map(exceptions.map(({ name, origins }) => [name, origins.length]));
  const names = exceptions.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) < index));
  return [
    ...[...repeated].map((name) => `${name} is named twice: give its addresses in one entry, with commas`),
    ...(patterns.length > 1 ? ["give one pattern, and exceptions as name=address"] : []),
    ...patterns.flatMap((pattern) =>
      pattern.includes("{port}") && isOrigin(fill(pattern, "name", 4_000))
        ? []
        : [`${pattern} is no pattern such as http://{name}:{port}`],
    ),
    ...exceptions.flatMap(({ name, origins }) => {
      if (!known.has(name)) return [`${name} is no process`];
      const graphs = name.endsWith(internalEnding) ? lengths.get(name.slice(0, -internalEnding.length)) : undefined;
      return [
        ...origins
          .filter((origin) => !isOrigin(origin))
          .map((origin) => `${name}: "${origin}" is no address such as http://${name}:4003`),
        ...(graphs !== undefined && graphs !== origins.length
          ? [`${name}: give as many addresses as for its GraphQL`]
          : []),
      ];
    }),
  ];
}

function fill(pattern: string, name: string, port: number): string {
  return pattern.replaceAll("{name}", name).replaceAll("{port}", String(port));
}

function internalOf([first, ...more]: Origins): Origins {
  return [above(first), ...more.map(above)];
}

function above(origin: string): string {
  const url = new URL(origin);
  url.port = String(portIn(url) + internalOffset);
  return url.origin;
}

/** URL has no port where it is that of the protocol. */
function portIn({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

/** The greatest port of a public listener: that of the internal one is a port too. */
const maxPort = 65_535 - internalOffset;

/** Whether connections can be opened to this: http or https, a host, a port, and nothing behind. */
function isOrigin(text: string): boolean {
  if (!/^https?:\/\/[^/?#]+:\d+$/.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.href === `${url.origin}/` && portIn(url) <= maxPort;
}
