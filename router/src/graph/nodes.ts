/** The router's own subgraph: `node` and `nodes` answer with a type and an id if the owner of the type knows the id, and null otherwise. */
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type DocumentNode, execute, type GraphQLSchema, isInterfaceType, parse } from "graphql";

/** The type behind each prefix of an id. */
export const typeByPrefix: Readonly<Record<string, string>> = {
  prod: "Product",
  var: "ProductVariant",
  coll: "Collection",
  rev: "Review",
  user: "User",
  addr: "Address",
  cart: "Cart",
  chk: "Checkout",
  ord: "Order",
  pay: "Payment",
  ref: "Refund",
  spm: "SavedPaymentMethod",
  ret: "OrderReturn",
  ful: "Fulfilment",
  ship: "Shipment",
  doc: "TaxDocument",
  disp: "Dispute",
  led: "LedgerEntry",
  cli: "ApiClient",
  zone: "ShippingZone",
  method: "ShippingMethod",
  rate: "TaxRate",
  promo: "Promotion",
  imp: "ImportJob",
  stk: "StockMovement",
  aud: "AuditEntry",
  evt: "AuditEntry",
};

/** The most ids that one request may ask `node` and `nodes` for together. */
export const maxIds = 100;

export type NodeReference = { __typename: string; id: string };
/** The reference, or null if the type's owner does not know it or does not show it to the viewer. */
export type FindNode = (reference: NodeReference) => Promise<NodeReference | null>;
type NodesResponse = { data: unknown; errors: readonly { message: string; path: unknown; extensions: unknown }[] };
/** Answers a fetch of the planner's. `find` is called for every id in one turn of the event loop. */
export type Nodes = (
  document: DocumentNode,
  variables: Record<string, unknown>,
  find: FindNode,
) => Promise<NodesResponse>;

/** Opens the subgraph. Throws if a node type has no prefix, or a prefix has no node type, because their ids could not be resolved. */
export function openNodes(sdl: string): Nodes {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) });
  checkPrefixes(schema);
  return async (document, variables, find) => {
    const rootValue = {
      node: ({ id }: { id: string }) => findById(find, id),
      nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => findById(find, id)),
    };
    const { data, errors } = await execute({ schema, document, variableValues: variables, rootValue });
    return {
      data,
      errors: (errors ?? []).map(({ message, path, extensions }) => ({ message, path, extensions })),
    };
  };
}

function findById(find: FindNode, id: string): Promise<NodeReference | null> | null {
  const prefix = id.slice(0, Math.max(0, id.indexOf("_")));
  const type = Object.hasOwn(typeByPrefix, prefix) ? typeByPrefix[prefix] : undefined;
  return type ? find({ __typename: type, id }) : null;
}

function checkPrefixes(schema: GraphQLSchema): void {
  const node = schema.getType("Node");
  if (!isInterfaceType(node)) throw new Error("nodes.graphql has no interface Node");
  const nodes = schema.getPossibleTypes(node).map(({ name }) => name);
  const known = Object.values(typeByPrefix);
  const faults = [
    ...nodes.filter((name) => !known.includes(name)).map((name) => `${name} has no prefix`),
    ...known.filter((name) => !nodes.includes(name)).map((name) => `${name} has a prefix and is no node`),
  ];
  if (faults.length > 0) throw new Error(`nodes.graphql and the prefixes of ids disagree: ${faults.join(", ")}`);
}
