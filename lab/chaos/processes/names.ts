/** The processes of a chaos run: those of the shop, and the payment provider. */
import path from "node:path";
import { type Caller, processNames } from "@hansa/kit/processes";
import { privatePort, publicPort, root, services } from "../../../tools/host/shop.mjs";

export { type ServiceName, serviceNames } from "@hansa/kit/processes";
export const shopNames: readonly Caller[] = processNames;
export const names: readonly Name[] = [...shopNames, "provider"];
export type Name = Caller | "provider";

/** One value for each process. */
export function byName<T>(make: (name: Name) => T): Record<Name, T>;
export function byName(make: (name: Name) => unknown): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

export type Program = {
  /** From the top of the repository: where it runs, and what is run there. */
  folder: string;
  entry: string;
  /** The ports of the process when HANSA_PORT is `port`: the public one, the internal one, and the one of its health. */
  publicPort(port: number): number;
  innerPort(port: number): number;
};

/** The sandbox listens this far above HANSA_PORT (docs/sandbox.md). */
const providerOffset = 15;

const provider: Program = {
  folder: "packages/sandbox",
  entry: "src/index.ts",
  publicPort: (port) => port + providerOffset,
  innerPort: (port) => port + providerOffset,
};

export function programOf(name: Name): Program {
  if (name === "provider") return provider;
  const service = services.find((each) => each.name === name);
  if (!service) throw new Error(`the shop has no process ${name}`);
  return {
    folder: service.folder,
    entry: "src/index.ts",
    publicPort: (port) => publicPort(service, port),
    innerPort: (port) => privatePort(service, port),
  };
}

/** The source of each of these programs, for their build. */
export function sourcesOf(names: readonly Name[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const { folder, entry } = programOf(name);
      return [name, path.join(root, folder, entry)];
    }),
  );
}
