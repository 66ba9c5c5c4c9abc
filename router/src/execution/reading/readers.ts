/** Readers of the responses to a plan's fetches, compiled once: which parts become objects, and which stay as they came. */
import {
  type FieldNode,
  type GraphQLNamedType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isObjectType,
  Kind,
  type SelectionNode,
} from "graphql";
import type { PlanNode } from "../../elastic.ts";
import type { Data } from "../data.ts";
import { hasHiddenValues, type VisibleSource } from "../documents/forwarded.ts";
import type { Selection } from "../documents/selections.ts";
import { fieldOf, type Requirements } from "../requirements.ts";
import { type Fetch, isOfOne, type Position, readPositions, selectionsOf } from "./positions.ts";
import { type ObjectParts, type Part, readObject } from "./read.ts";

/** Reads complete data of a response; undefined if they have another form than the fetch selects. */
export type ReadData = (data: Buffer) => Data | undefined;

type Source = VisibleSource & { requirements: Pick<Requirements, "of"> };
type FetchSource = Source & { subgraph: string };

/** A field's selection by a fetch, with the client's selections of it. */
type Field = {
  name: string;
  node: FieldNode;
  parent: GraphQLNamedType | undefined;
  type: GraphQLNamedType | undefined;
  clients: readonly ClientField[];
};
type ClientField = Extract<Selection, { kind: "field" }>;

/** The readers of the plan's fetches. Those of mutations and those whose data are rewritten have none, nor those that choose by the type of an object. */
export function compileReaders(
  source: Source,
  selections: readonly Selection[],
  plan: PlanNode,
): ReadonlyMap<PlanNode, ReadData> {
  const readers = new Map<PlanNode, ReadData>();
  const { root, fetches } = readPositions(plan);
  for (const { fetch, path } of fetches) {
    if (fetch.operationKind !== "query" || fetch.outputRewrites || fetch.contextRewrites) continue;
    const position = path.reduce<Position | undefined>((above, name) => above?.below.get(name), root);
    const own = { ...source, subgraph: fetch.serviceName };
    const parts = position && partsOfFetch(own, fetch, position, path.reduce(selectionsOfField, selections));
    if (parts) readers.set(fetch, (data) => readObject(parts, data));
  }
  return readers;
}

function partsOfFetch(
  source: FetchSource,
  fetch: Fetch,
  position: Position,
  selections: readonly Selection[],
): ObjectParts | undefined {
  const { fullSchema } = source;
  const nodes = selectionsOf(fetch);
  if (!fetch.requires) return partsOf(source, fullSchema.getQueryType() ?? undefined, nodes, { position, selections });
  const [fragment, ...others] = nodes;
  if (fragment?.kind !== Kind.INLINE_FRAGMENT || others.length > 0) return undefined;
  const type = fullSchema.getType(fragment.typeCondition?.name.value ?? "");
  const parts = partsOf(source, type, fragment.selectionSet.selections, { position, selections });
  return parts && [{ kind: "object", name: "_entities", key: keyOf("_entities"), parts }];
}

/** Where an object stands, and what the client selects of it. */
type Place = { position: Position; selections: readonly Selection[] };

/** The parts of an object; undefined if its fields depend on its type. */
function partsOf(
  source: FetchSource,
  parent: GraphQLNamedType | undefined,
  nodes: readonly SelectionNode[],
  { position, selections }: Place,
): ObjectParts | undefined {
  const names = new Set<string>();
  const parts: Part[] = [];
  /** The client's selection after those of the last part; undefined if nothing may be added to that part. */
  let next: Selection | undefined;
  for (const node of nodes) {
    if (node.kind !== Kind.FIELD) return undefined;
    const name = node.alias?.value ?? node.name.value;
    if (names.has(name)) return undefined;
    names.add(name);
    const below = position.below.get(name);
    if (!below) return undefined;
    const type = getNamedType(fieldOf(parent, node.name.value)?.type);
    const field: Field = { name, node, parent, type, clients: clientFields(selections, name) };
    const client = isAsClientsHaveIt(source, field, below) ? field.clients[0] : undefined;
    const last = parts.at(-1);
    if (!client) parts.push(partOf(source, field, below));
    else if (client === next && last?.kind === "fields") {
      parts[parts.length - 1] = { ...last, keys: [...last.keys, keyOf(name)] };
    } else parts.push({ kind: "fields", name, keys: [keyOf(name)] });
    next = client && selections[selections.indexOf(client) + 1];
  }
  return parts;
}

/** The client's selections of a field; none where fragments choose, which may give the fields of each type another order. */
function clientFields(selections: readonly Selection[], name: string): readonly ClientField[] {
  const fields = selections.filter((each) => each.kind === "field");
  const isPlain = selections.every(({ kind }) => kind !== "fragment");
  return isPlain ? fields.filter(({ internalName }) => internalName === name) : [];
}

/** Whether the value can stand in the client's response with its name. A field that requires others may fail alone. */
function isAsClientsHaveIt(source: FetchSource, field: Field, position: Position): boolean {
  const { parent, node, clients } = field;
  if (!parent || source.requirements.of(source.subgraph, parent.name, node.name.value).length > 0) return false;
  const [client, ...others] = clients;
  return others.length === 0 && client?.responseName === field.name && isRaw(source, field, position);
}

/** Whether the value can stand in the client's response as it comes. */
function isRaw(source: VisibleSource, { node, type, clients }: Field, position: Position): boolean {
  const [client, ...others] = clients;
  if (!client || others.length > 0 || !isOfOne(position)) return false;
  return isVisible(source, type) && isSame(source, type, node, client);
}

/** Whether all values of this type are for clients. */
function isVisible(source: VisibleSource, type: GraphQLNamedType | undefined): boolean {
  return !isEnumType(type) || !hasHiddenValues(source, type.name);
}

/** Whether a fetch selects below a field the same as the client, in the same order and with the same names. */
function isSame(
  source: VisibleSource,
  type: GraphQLNamedType | undefined,
  { selectionSet }: FieldNode,
  { selections }: ClientField,
): boolean {
  if (!selectionSet || !selections) return !selectionSet && !selections;
  const nodes = selectionSet.selections;
  const { fullSchema } = source;
  // A subgraph may give the root types other names.
  if (!isObjectType(type) || type === fullSchema.getQueryType() || type === fullSchema.getMutationType()) return false;
  if (nodes.length !== selections.length) return false;
  return nodes.every((node, index) => {
    const client = selections[index];
    if (node.kind !== Kind.FIELD || !client || client.kind === "fragment") return false;
    if ((node.alias?.value ?? node.name.value) !== client.responseName) return false;
    if (node.name.value === "__typename") return client.kind === "typename";
    if (client.kind !== "field" || client.internalName !== client.responseName) return false;
    const inner = getNamedType(fieldOf(type, node.name.value)?.type);
    return isVisible(source, inner) && isSame(source, inner, node, client);
  });
}

function partOf(source: FetchSource, field: Field, position: Position): Part {
  const { name, node, type, clients } = field;
  const key = keyOf(name);
  if (node.name.value === "__typename") return { kind: name === "__typename" ? "typename" : "parsed", name, key };
  if (isRaw(source, field, position)) return { kind: "value", name, key };
  if (!node.selectionSet) return { kind: isVisible(source, type) ? "value" : "parsed", name, key };
  if (!isCompositeType(type)) return { kind: "parsed", name, key };
  const selections = clients.flatMap(({ selections = [] }) => selections);
  const parts = partsOf(source, type, node.selectionSet.selections, { position, selections });
  return parts ? { kind: "object", name, key, parts } : { kind: "parsed", name, key };
}

/** The client's selections below a field, from all places where it is selected. */
function selectionsOfField(selections: readonly Selection[], name: string): readonly Selection[] {
  return selections.flatMap((each) =>
    each.kind === "field" && each.internalName === name ? (each.selections ?? []) : [],
  );
}

function keyOf(name: string): Buffer {
  return Buffer.from(`${JSON.stringify(name)}:`);
}
