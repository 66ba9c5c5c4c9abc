/** Node lookup: asks the owner of each type which ids it knows and shows to the viewer, with one fetch per owner. */
import { hasScope, type Identity } from "@hansa/kit/identity";
import { GraphQLError, parse } from "graphql";
import { entityOf } from "../execution/data/places.ts";
import type { FetchResult } from "../execution/fetch-results.ts";
import { newOperation } from "../execution/plan.ts";
import { type Graph, isInProcess } from "../graph/graph.ts";
import type { FindNode, NodeReference } from "../graph/nodes.ts";
import { sendFetch } from "../transport/fetch.ts";
import { type FetchingRequest, subgraphOf, type Transport } from "../transport/subgraphs.ts";

const query = "query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }";
const definition = { isMutation: false, isOptional: false, query, operationName: undefined, documents: [parse(query)] };

type Batch = { representations: NodeReference[]; fetched: Promise<FetchResult> };

/**
 * Opens the lookup for one request. References of one turn of the event loop go out together. Without it the response to an id that does not
 * exist would differ from that to another's wherever a client asks for little. A reference throws the coded error of its owner, such as
 * `SUBGRAPH_UNAVAILABLE`. A type without an owner among the subgraphs is taken for granted.
 */
export function openFindNode(transport: Transport, graph: Graph, request: FetchingRequest): FindNode {
  const batches = new Map<string, Batch>();

  function batchOf(subgraph: { name: string; url: string }): Batch {
    const waiting = batches.get(subgraph.name);
    if (waiting) return waiting;
    const representations: NodeReference[] = [];
    const fetched = Promise.resolve().then(() => {
      batches.delete(subgraph.name);
      const variables = JSON.stringify({ representations });
      const operation = newOperation({ ...definition, subgraph: subgraph.name });
      const fetch = { operation, variables, entities: [representations.length] };
      return sendFetch(transport, subgraphOf(transport, subgraph), request, fetch);
    });
    const batch = { representations, fetched };
    batches.set(subgraph.name, batch);
    return batch;
  }

  return async (reference) => {
    if (!mayLookUp(request.identity, reference)) return null;
    // The contract lacks the type: no service is asked, so that neither an error nor the time tells of it.
    if (!graph.clientSchema.getType(reference.__typename)) return null;
    const owner = graph.nodeOwners.get(reference.__typename);
    const subgraph = graph.subgraphs.find((each) => each.name === owner && !isInProcess(each));
    if (!subgraph) return reference;
    const { representations, fetched } = batchOf(subgraph);
    const index = representations.push(reference) - 1;
    return readEntity(await fetched, index) ? reference : null;
  };
}

/**
 * A person is found by their id by themselves and by staff who read accounts. Others see the name of a person where the person has put it, beside
 * a published review.
 */
function mayLookUp({ viewer }: Pick<Identity, "viewer">, { __typename, id }: NodeReference): boolean {
  return __typename !== "User" || (viewer.kind === "user" && viewer.id === id) || hasScope(viewer, "users:read");
}

/** Whether the owner answered with an entity at this position. */
function readEntity({ data, errors }: FetchResult, index: number): boolean {
  const entities = data?._entities;
  if (Array.isArray(entities) && entities[index] !== null) return true;
  const count = Array.isArray(entities) ? entities.length : 0;
  const positions = errors.map(({ path = [] }) => entityOf(path, count));
  // An error that names no entity is one of all.
  const failure = errors[positions.indexOf(index)] ?? errors[positions.indexOf(undefined)];
  if (failure) throw new GraphQLError(failure.fault.message, { extensions: failure.fault.extensions });
  return false;
}
