/** Names of subgraphs: the permitted ones, and their written forms. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";
import { otherOffsets, services } from "../../packages/contracts/src/services.mjs";

/** A service to add: its name, the same as a GraphQL type begins with it, its port offset, and the types of others that it extends. */
export type NewService = { name: string; typeName: string; offset: number; extended: readonly string[] };

const pattern = /^[a-z][a-z0-9]{1,29}$/;

/** Names of processes, programs, packages, SQL schemas and words of TypeScript and SQL. */
const reserved = new Set(
  [
    "router nodes node provider sandbox books shop playground kit contracts e2e examples hansa local standby",
    "seed replay verify parts compiled resolvers plugins storefront front",
    "main temp order group index table select values view trigger transaction check default primary references set",
    "new class function import export return delete void var let const enum with yield await async static null true false",
    "query mutation subscription type interface union input scalar schema directive extend fragment",
  ].flatMap((line) => line.split(" ")),
);

/** So that the internal port, 10 above, is in the same ten as no other public one; a second process of chaos begins at 40. */
const possibleOffsets = [
  ...Array.from({ length: 9 }, (_each, index) => index + 1),
  ...Array.from({ length: 10 }, (_each, index) => index + 20),
];

/** Reads the name of a service to add, and the types that it extends. Throws one sentence that says why one of them is refused. */
export function readNewService(name: string, extended: readonly string[] = []): NewService {
  if (!pattern.test(name))
    throw new Error(`"${name}" is no name for a subgraph: use 2 to 30 lower-case letters and digits, a letter first.`);
  if (services.some((service) => service.name === name)) throw new Error(`There is a subgraph "${name}" already.`);
  if (reserved.has(name)) throw new Error(`"${name}" is a reserved name.`);
  const schema = readRoot("router/client/schema.graphql");
  const unknown = extended.find((type) => !new RegExp(`^type ${type} implements Node\\b`, "m").test(schema));
  if (unknown !== undefined)
    throw new Error(`"${unknown}" cannot be extended: the graph has no type of this name with an id.`);
  const typeName = name.charAt(0).toUpperCase() + name.slice(1);
  const service = { name, typeName, offset: freeOffset(), extended: [...new Set(extended)] };
  const type = `${service.typeName}Entry`;
  if (new RegExp(`\\b${type}\\b|\\b${name}Entry\\b`).test(schema))
    throw new Error(`"${name}" is a reserved name: the graph has ${type} already.`);
  return service;
}

function freeOffset(): number {
  const taken = new Set([...otherOffsets, ...services.flatMap(({ offset }) => [offset, offset + 10])]);
  const free = possibleOffsets.find((offset) => !taken.has(offset) && !taken.has(offset + 10));
  if (free === undefined) throw new Error("There is no free port offset left (packages/contracts/src/services.mjs).");
  return free;
}

function readRoot(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}
