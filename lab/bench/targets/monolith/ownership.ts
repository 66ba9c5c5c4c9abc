/** The services that resolve each field, as the supergraph names them: the monolith puts together what composition put together. */

import {
  type ConstDirectiveNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";
import { z } from "zod";
import { type ShopService, shopServices } from "../../../../cli/host/shop-services.ts";

type FieldOwnership = {
  /** The service whose resolver is used. */
  service: ShopService;
  /** Fields of other services that the resolver needs. */
  requires: SelectionSetNode | undefined;
};

export type TypeOwnership = {
  /** The service whose value of an entity is passed around; undefined for a type without a key. */
  home: ShopService | undefined;
  fields: ReadonlyMap<string, FieldOwnership>;
};

const typeJoin = z.object({ graph: z.string(), key: z.string().optional() });
const fieldJoin = z.object({
  graph: z.string().optional(),
  external: z.boolean().default(false),
  requires: z.string().optional(),
});

/** Reads the ownership of all object types from a supergraph. */
export function readOwnership(supergraph: string): ReadonlyMap<string, TypeOwnership> {
  const types = parse(supergraph).definitions.flatMap((each) =>
    each.kind === Kind.OBJECT_TYPE_DEFINITION ? [each] : [],
  );
  return new Map(types.map((type) => [type.name.value, ownershipOf(type)]));
}

function ownershipOf(type: ObjectTypeDefinitionNode): TypeOwnership {
  const joins = argumentsOf(type.directives, "join__type").map((each) => typeJoin.parse(each));
  const graphs = servicesOf(joins.map(({ graph }) => graph));
  const owners = (type.fields ?? []).map((field) => {
    const own = argumentsOf(field.directives, "join__field").map((each) => fieldJoin.parse(each));
    const resolving = own.filter(({ external }) => !external);
    const named = own.some(({ graph }) => graph !== undefined);
    const requires = resolving.find((each) => each.requires !== undefined)?.requires;
    return {
      name: field.name.value,
      services: named ? servicesOf(resolving.flatMap(({ graph }) => graph ?? [])) : graphs,
      requires,
    };
  });
  const isEntity = graphs.length > 0 && joins.some(({ key }) => key !== undefined);
  const alone = owners.flatMap(({ services }) => (services.length === 1 ? services : []));
  const home = isEntity ? (mostFrequent(alone) ?? graphs[0]) : undefined;
  return {
    home,
    fields: new Map(
      owners.flatMap(({ name, services, requires }) => {
        const service = home && services.includes(home) ? home : services[0];
        return service ? [[name, { service, requires: requires ? selectionOf(requires) : undefined }] as const] : [];
      }),
    ),
  };
}

function mostFrequent(services: readonly ShopService[]): ShopService | undefined {
  const counts = shopServices.map((name) => ({ name, count: services.filter((each) => each === name).length }));
  return counts.filter(({ count }) => count > 0).sort((one, another) => another.count - one.count)[0]?.name;
}

/** The services among these graphs: the router's own is none. */
function servicesOf(graphs: readonly string[]): ShopService[] {
  return shopServices.filter((name) => graphs.includes(name.toUpperCase()));
}

function argumentsOf(directives: readonly ConstDirectiveNode[] = [], name: string): Record<string, unknown>[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: given = [] }) =>
      Object.fromEntries(given.map((each) => [each.name.value, valueFromASTUntyped(each.value)])),
    );
}

function selectionOf(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${fields} is no selection`);
  return definition.selectionSet;
}
