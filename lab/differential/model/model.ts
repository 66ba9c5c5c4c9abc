/** The model of a supergraph: its entities, their keys and every value, all pure functions of type, key, field and arguments. */
import { Kind, type SelectionSetNode } from "graphql";
import { typeByPrefix } from "../../../router/src/graph/nodes.ts";
import { type Fixture, shopName } from "../fixtures.ts";
import { type Coordinate, possibleIn, readCoordinates, type Schemas } from "./coordinates.ts";
import { readSubgraphSchemas, type Subgraph } from "./copies.ts";
import { select } from "./hash.ts";

/** An object: an entity by its number, or a value by a text that its place determines. */
export type Thing = { type: string; key: string };

export type Model = {
  schemas: Schemas;
  subgraphs: readonly Subgraph[];
  coordinates: ReadonlyMap<string, Coordinate>;
  /** The type whose numbers an entity shares: its interface, if that has a key, else itself. */
  domains: ReadonlyMap<string, string>;
  /** Members of each domain, in order. */
  members: ReadonlyMap<string, readonly string[]>;
  /** Names of key fields, by domain. */
  keyFields: ReadonlyMap<string, ReadonlySet<string>>;
  /** Prefixes of ids by type, in the shop. */
  prefixes: ReadonlyMap<string, string>;
};

const entitiesPerMember = 6;

/** Opens the model of a fixture. */
export function openModel({ name, sources }: Fixture, schemas: Schemas): Model {
  const subgraphs = readSubgraphSchemas(sources);
  const keySets = new Map<string, SelectionSetNode[]>();
  for (const { keys } of subgraphs) {
    for (const [type, sets] of keys) if (sets.length > 0) keySets.set(type, [...(keySets.get(type) ?? []), ...sets]);
  }
  const members = new Map<string, readonly string[]>();
  const domains = new Map<string, string>();
  for (const isInterface of [true, false]) {
    for (const type of keySets.keys()) {
      const concrete = possibleIn(schemas.full, type).toSorted();
      if ((concrete[0] !== type) !== isInterface || domains.has(type)) continue;
      members.set(type, concrete);
      for (const member of concrete) domains.set(member, type);
    }
  }
  const keyFields = new Map<string, Set<string>>();
  for (const [type, sets] of keySets) {
    const domain = domains.get(type) ?? type;
    const names = sets.flatMap((set) => topFields(set));
    keyFields.set(domain, new Set([...(keyFields.get(domain) ?? []), ...names]));
  }
  const prefixes =
    name === shopName ? Object.entries(typeByPrefix).map(([prefix, type]) => [type, prefix] as const) : [];
  return {
    schemas,
    subgraphs,
    coordinates: readCoordinates(subgraphs, schemas),
    domains,
    members,
    keyFields,
    prefixes: new Map(prefixes),
  };
}

function topFields({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
}

/** The numbers of all entities of a type; none if it is no entity. */
export function numbersOf({ domains, members }: Model, type: string): number[] {
  const all = members.get(domains.get(type) ?? type) ?? [];
  const numbers = Array.from({ length: all.length * entitiesPerMember }, (_, number) => number);
  return members.has(type) && all[0] !== type ? numbers : numbers.filter((number) => select(all, number) === type);
}

/** The entity with this number in a domain, with its concrete type. */
export function entityOf({ domains, members }: Model, type: string, number: number): Thing {
  return { type: select(members.get(domains.get(type) ?? type) ?? [type], number), key: String(number) };
}

export function isKeyField({ domains, keyFields }: Model, type: string, field: string): boolean {
  return keyFields.get(domains.get(type) ?? type)?.has(field) ?? false;
}
