/** Changes of contracts: elements of both versions of the whole graph that a tag takes out of a contract, or that one has which hid them. */
import { type LimitedContract, limitedContracts } from "@hansa/contracts/graph-contracts";
import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import { type Graph, graphFor } from "../../graph/graph.ts";
import type { Change } from "./change.ts";

type ContractChange = { contract: LimitedContract; change: Change };

/** Finds the changes of each contract that are no changes of the whole graph. */
export function findContractChanges(before: Graph, after: Graph): ContractChange[] {
  const [known, kept] = [coordinatesIn(before.clientSchema), coordinatesIn(after.clientSchema)];
  return limitedContracts.flatMap((contract) => {
    const [earlier, later] = [graphFor(before, contract), graphFor(after, contract)];
    if (!earlier || !later) return changesOfWhole(contract, earlier, later);
    const [had, has] = [coordinatesIn(earlier.clientSchema), coordinatesIn(later.clientSchema)];
    const change = (kind: string, coordinate: string, message: string): ContractChange => ({
      contract,
      change: { level: "breaking", kind, coordinate, message },
    });
    const [lost, shown] = [outermost(had, has, kept), outermost(has, had, known)];
    return [
      ...lost.map((each) => change("ELEMENT_EXCLUDED", each, `It is no longer in the contract ${contract}.`)),
      ...shown.map((each) => change("ELEMENT_INCLUDED", each, `It is in the contract ${contract} now, which hid it.`)),
    ];
  });
}

/** A contract without any excluded element is absent. */
function changesOfWhole(
  contract: LimitedContract,
  earlier: Graph | undefined,
  later: Graph | undefined,
): ContractChange[] {
  const coordinate = `contract ${contract}`;
  if (later) {
    const message = "Elements have its tags now.";
    return [{ contract, change: { level: "safe", kind: "CONTRACT_ADDED", coordinate, message } }];
  }
  const message = "No element has its tags now, and its path is 404.";
  return earlier ? [{ contract, change: { level: "breaking", kind: "CONTRACT_REMOVED", coordinate, message } }] : [];
}

/** The coordinates that one contract has beyond another, of elements of this whole graph: a type stands for its fields, and a field for its arguments. */
function outermost(
  one: ReadonlySet<string>,
  other: ReadonlySet<string>,
  whole: ReadonlySet<string>,
): readonly string[] {
  const found = new Set([...one].filter((each) => !other.has(each) && whole.has(each)));
  return [...found].filter((each) => !found.has(containerOf(each)));
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
