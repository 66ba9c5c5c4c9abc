/** Sends typed documents to the servers of a shop in this process, without the router: each goes to the subgraph of its root field. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { TypedDocumentString } from "@hansa/client/generated/graphql";
import { checkoutsIn } from "@hansa/client/graphql-client";
import {
  fieldOf,
  type MutationDocument,
  type Payload,
  perform,
  type Route,
  rootFieldOf,
  type Success,
} from "@hansa/client/mutation";
import { serviceNames } from "@hansa/contracts/processes";
import type { Viewer } from "@hansa/kit/identity";
import type { GraphqlRequest, GraphResponse } from "@hansa/kit/testing";
import { Kind, parse } from "graphql";
import { z } from "zod";
import { root } from "./shop.mjs";

export type SubgraphName = (typeof serviceNames)[number];
type InProcessShop = { ask(service: SubgraphName, request: GraphqlRequest): Promise<GraphResponse> };

/** Sends mutations for `viewer`, each once. */
export function routeInProcess(shop: InProcessShop, viewer: Viewer): Route {
  return { send: async (document, input) => fieldOf(await executeInProcess(shop, viewer, document, { input })) };
}

/** Sends a mutation once for `viewer`, and returns its success; throws on a refusal. */
export function performInProcess<Result extends Payload, Input>(
  shop: InProcessShop,
  viewer: Viewer,
  document: MutationDocument<Result, Input>,
  input: Input,
): Promise<Success<Result>> {
  return perform(routeInProcess(shop, viewer), document, input);
}

/** Executes a document for `viewer`. Throws, with everything that came back, if the response has errors. */
export async function executeInProcess<Result, Variables extends Record<string, unknown>>(
  shop: InProcessShop,
  viewer: Viewer,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const request = { query: document.toString(), variables, viewer, guest: checkoutsIn(variables) };
  const { data, errors } = await shop.ask(subgraphOf(document), request);
  // The schema vouches for the shape of `data`.
  const answered = z.custom<Result>((value) => value !== null && value !== undefined).safeParse(data);
  if (errors === undefined && answered.success) return answered.data;
  throw new Error(`${document} was answered ${JSON.stringify({ data, errors })} to ${JSON.stringify(variables)}`);
}

let subgraphByField: ReadonlyMap<string, SubgraphName> | undefined;

/** The subgraph that has the root field of a document. */
export function subgraphOf(document: { toString(): string }): SubgraphName {
  subgraphByField ??= readRootFields();
  const subgraph = subgraphByField.get(rootFieldOf(document));
  if (!subgraph) throw new Error(`no subgraph has the root field of ${document}`);
  return subgraph;
}

/** The fields of Query and Mutation, by name. */
function readRootFields(): ReadonlyMap<string, SubgraphName> {
  return new Map(
    serviceNames.flatMap((name) => {
      const { definitions } = parse(readFileSync(path.join(root, "subgraphs", name, "schema.graphql"), "utf8"));
      const roots = definitions.filter(
        (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.OBJECT_TYPE_EXTENSION,
      );
      return roots
        .filter((type) => type.name.value === "Query" || type.name.value === "Mutation")
        .flatMap(({ fields = [] }) => fields.map((field) => [field.name.value, name] as const));
    }),
  );
}
