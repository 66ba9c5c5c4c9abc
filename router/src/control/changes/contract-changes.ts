/** Changes of contracts: elements that a tag takes out of one, while the whole graph keeps them. */
import { type LimitedContract, limitedContracts } from "@hansa/contracts/graph-contracts";
import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import { type Graph, graphFor } from "../../graph/graph.ts";
import type { Change } from "./change.ts";

type ContractChange = { contract: LimitedContract; change: Change };

/** Finds what each contract has lost. All other changes of its elements, and of what it gains, are those of the whole graph, or safe. */
export function findContractChanges(before: Graph, after: Graph): ContractChange[] {
  const kept = coordinatesIn(after.clientSchema);
  return limitedContracts.flatMap((contract) => {
    const [earlier, later] = [graphFor(before, contract), graphFor(after, contract)];
    if (!earlier || !later) return [];
    const left = coordinatesIn(later.clientSchema);
    const lost = new Set([...coordinatesIn(earlier.clientSchema)].filter((each) => kept.has(each) && !left.has(each)));
    // With a type its fields are gone, and with a field its arguments.
    const whole = [...lost].filter((each) => !lost.has(containerOf(each)));
    const message = `It is no longer in the contract ${contract}.`;
    return whole.map((coordinate) => ({
      contract,
      change: { level: "breaking" as const, kind: "ELEMENT_EXCLUDED", coordinate, message },
    }));
  });
}

/** The field of an argument, or the type of a field or value; empty for a type. */
function containerOf(coordinate: string): string {
  return /^(.+)[.(]/.exec(coordinate)?.[1] ?? "";
}

function coordinatesIn(schema: GraphQLSchema): Set<string> {
  const found = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    found.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) found.add(`${type.name}.${name}`);
    if (isInputObjectType(type)) for (const name of Object.keys(type.getFields())) found.add(`${type.name}.${name}`);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, args } of Object.values(type.getFields())) {
      found.add(`${type.name}.${name}`);
      for (const each of args) found.add(`${type.name}.${name}(${each.name}:)`);
    }
  }
  return found;
}
