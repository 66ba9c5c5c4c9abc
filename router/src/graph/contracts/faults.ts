/** Faults of contracts, for which composition fails: what is left of the graph must be a schema whose clients miss nothing that they are told of. */
import { type LimitedContract, limitedContracts } from "@hansa/contracts/graph-contracts";
import {
  type DocumentNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
} from "graphql";
import { cutDocument, namedIn } from "./cut-document.ts";
import { coordinatesOf, findNamed } from "./named-elements.ts";
import { type Excludes, excludedBy, findUnknownTags, type Tags, taggedFor } from "./tags.ts";

type TypesByName = ReadonlyMap<string, TypeDefinitionNode>;
/** The types of the whole graph, those of the contract, and what it excludes. */
type Cut = { whole: TypesByName; left: TypesByName; excludes: Excludes };

/** Finds the faults of all contracts, each with its coordinate, in the definitions that clients of the whole graph see. */
export function findContractFaults(document: DocumentNode, tags: Tags): string[] {
  const seen = coordinatesOf(document);
  const faults = limitedContracts.flatMap((contract) => {
    const excludes = excludedBy(contract, tags, seen);
    if (!excludes) return faultsOfWhole(contract, tags);
    const definitions = cutDocument(document, excludes);
    const cut = { whole: typesIn(document), left: typesIn(definitions), excludes };
    const broken = [...cut.left.values()].flatMap((type) => faultsOfType(cut, type));
    return [...broken, ...findNamed(document, definitions)].map((fault) => `contract ${contract}: ${fault}`);
  });
  return [...findUnknownTags(tags), ...faults];
}

/** Tags of a contract that take nothing from clients. Without any tag, as in a graph of another owner, there is no contract. */
function faultsOfWhole(contract: LimitedContract, tags: Tags): string[] {
  const [one] = taggedFor(contract, tags);
  if (one === undefined) return [];
  return [
    `contract ${contract}: it would be the whole graph, as all of its tagged elements are inaccessible, such as ${one}`,
  ];
}

function typesIn({ definitions }: DocumentNode): TypesByName {
  return new Map(definitions.filter(isTypeDefinitionNode).map((type) => [type.name.value, type]));
}

function faultsOfType(cut: Cut, type: TypeDefinitionNode): string[] {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return [
        ...faultsOfEmpty(type.name.value, "fields", type.fields),
        ...(type.fields ?? []).flatMap((field) => faultsOfField(cut, type.name.value, field)),
        ...faultsOfInterfaces(cut, type),
      ];
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [...faultsOfEmpty(type.name.value, "fields", type.fields), ...faultsOfInput(cut, type)];
    case Kind.ENUM_TYPE_DEFINITION:
      return faultsOfEmpty(type.name.value, "values", type.values);
    case Kind.UNION_TYPE_DEFINITION:
      return faultsOfEmpty(type.name.value, "types", type.types);
    default:
      return [];
  }
}

function faultsOfEmpty(name: string, parts: string, left: readonly unknown[] | undefined): string[] {
  return left && left.length > 0 ? [] : [`${name} is left without ${parts}`];
}

function faultsOfField(cut: Cut, parent: string, field: FieldDefinitionNode): string[] {
  const coordinate = `${parent}.${field.name.value}`;
  const nameOf = (argument: string) => `${coordinate}(${argument}:)`;
  return [
    ...faultsOfValues(cut, fieldIn(cut.whole, parent, field.name.value)?.arguments, nameOf),
    ...faultsOfReturned(cut, coordinate, field),
  ];
}

function fieldIn(types: TypesByName, parent: string, name: string): FieldDefinitionNode | undefined {
  const type = types.get(parent);
  const isObject = type?.kind === Kind.OBJECT_TYPE_DEFINITION || type?.kind === Kind.INTERFACE_TYPE_DEFINITION;
  return isObject ? type.fields?.find((each) => each.name.value === name) : undefined;
}

function faultsOfInput(cut: Cut, { name: { value } }: InputObjectTypeDefinitionNode): string[] {
  const whole = cut.whole.get(value);
  const fields = whole?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? whole.fields : [];
  return faultsOfValues(cut, fields, (field) => `${value}.${field}`);
}

/** Arguments or input fields that clients must send and cannot, or that take what is excluded. */
function faultsOfValues(
  { excludes }: Cut,
  values: readonly InputValueDefinitionNode[] | undefined,
  nameOf: (name: string) => string,
): string[] {
  return (values ?? []).flatMap(({ name, type, defaultValue }) => {
    const coordinate = nameOf(name.value);
    const isRequired = type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
    if (excludes(coordinate)) return isRequired ? [`${coordinate} is excluded, and required`] : [];
    return excludes(namedIn(type)) ? [`${coordinate} takes the excluded type ${namedIn(type)}`] : [];
  });
}

/** Values that clients could receive and do not know. */
function faultsOfReturned({ whole, left, excludes }: Cut, coordinate: string, { type }: FieldDefinitionNode): string[] {
  const name = namedIn(type);
  if (excludes(name)) return [`${coordinate} returns the excluded type ${name}`];
  const returned = whole.get(name);
  if (returned?.kind === Kind.UNION_TYPE_DEFINITION) {
    const members = (returned.types ?? []).map((each) => each.name.value).filter(excludes);
    return members.map((member) => `${coordinate} returns ${name}, whose type ${member} is excluded`);
  }
  if (returned?.kind === Kind.ENUM_TYPE_DEFINITION) {
    const values = (returned.values ?? []).map((each) => `${name}.${each.name.value}`).filter(excludes);
    return values.map((value) => `${coordinate} returns ${name}, whose value ${value} is excluded`);
  }
  const isNarrowed = returned?.kind === Kind.INTERFACE_TYPE_DEFINITION && countOf(left, name) < countOf(whole, name);
  // An object of a type that is absent here is null.
  return isNarrowed && mayNotBeNull(type) ? [`${coordinate} may not be null, and types of ${name} are absent`] : [];
}

/** The number of types that have an interface. */
function countOf(types: TypesByName, name: string): number {
  const has = (type: TypeDefinitionNode) =>
    type.kind === Kind.OBJECT_TYPE_DEFINITION && type.interfaces?.some((each) => each.name.value === name);
  return [...types.values()].filter(has).length;
}

function mayNotBeNull(type: FieldDefinitionNode["type"]): boolean {
  if (type.kind === Kind.LIST_TYPE) return mayNotBeNull(type.type);
  return type.kind === Kind.NON_NULL_TYPE && (type.type.kind === Kind.NAMED_TYPE || mayNotBeNull(type.type));
}

/** Fields that an interface keeps and one of its types does not. */
function faultsOfInterfaces(
  { left }: Cut,
  { name: { value: type }, interfaces = [], fields = [] }: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode,
): string[] {
  const own = new Set(fields.map(({ name }) => name.value));
  return interfaces.flatMap(({ name }) => {
    const shared = left.get(name.value);
    const kept = shared?.kind === Kind.INTERFACE_TYPE_DEFINITION ? (shared.fields ?? []) : [];
    const missing = kept.filter((field) => !own.has(field.name.value));
    return missing.map((field) => `${type}.${field.name.value} is excluded, and ${name.value} has it`);
  });
}
