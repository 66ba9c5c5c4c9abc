/** Losses: what is null in the response to an operation while a service is away, found by executing its plan with made-up data. */

import type { ServiceName } from "@hansa/contracts/processes";
import type { Viewer } from "@hansa/kit/identity";
import { needsFreshFeed } from "@hansa/kit/sessions";
import { OperationTypeNode } from "graphql";
import { type RefusalOf, refusalsOf } from "../../execution/access/guards.ts";
import { isData } from "../../execution/data/data.ts";
import { executePlan } from "../../execution/execute-plan.ts";
import type { FetchResult } from "../../execution/fetch-results.ts";
import type { PlannedOperation } from "../../execution/planned-operation.ts";
import type { SendFetch } from "../../execution/steps.ts";
import { type Graph, isInProcess } from "../../graph/graph.ts";
import type { Loss } from "./explanation.ts";
import { fetchesOf } from "./plan-view.ts";
import { type Sampling, sampleResponse } from "./sample-data.ts";

/** The most samples of one operation; each has one type in the place of a union or interface. */
const maxSamples = 32;
/** The most places that are listed for a service. */
const maxNulls = 1_000;

const failedFetch: FetchResult = {
  data: null,
  errors: [{ fault: { message: "away", extensions: {} }, path: undefined }],
};

type Variables = Readonly<Record<string, unknown>>;

/** Finds the losses for each service that the operation needs. Nothing is sent to any of them. */
export async function findLosses(
  { subgraphs, compilation: { guards } }: Pick<Graph, "subgraphs" | "compilation">,
  planned: PlannedOperation,
  variables: Variables,
  viewer: Viewer,
): Promise<Loss[]> {
  const asked = new Set(planned.step ? fetchesOf(planned.step).map(({ operation }) => operation.subgraph) : []);
  const services = subgraphs.filter((subgraph) => asked.has(subgraph.name) && !isInProcess(subgraph));
  const nulls = new Map(services.map(({ name }) => [name, new Set<string>()]));
  const refusalOf = refusalsOf(guards, viewer);
  const sampling: Sampling = { schema: planned.source.fullSchema, sample: 0, needed: 1 };
  for (; sampling.sample < Math.min(sampling.needed, maxSamples); sampling.sample += 1) {
    const complete = await answer({ planned, variables, refusalOf }, sampling, undefined);
    for (const [service, places] of nulls) {
      const without = await answer({ planned, variables, refusalOf }, sampling, service);
      findNulls(places, "", complete, without);
    }
  }
  const losses = [...nulls].map(([service, places]) => ({ service, nulls: [...places].sort().slice(0, maxNulls) }));
  const isMutation = planned.operation.operation === OperationTypeNode.MUTATION;
  if (!needsFreshFeed(viewer, isMutation)) return losses;
  return [...losses.filter(({ service }) => service !== sessionService), refusedWithoutSessions];
}

const sessionService: ServiceName = "users";
const refusedWithoutSessions: Loss = { service: sessionService, nulls: ["data"], isRefused: true };

type Asked = { planned: PlannedOperation; variables: Variables; refusalOf: RefusalOf };

/** The data of the response without a service. */
async function answer({ planned, variables, refusalOf }: Asked, sampling: Sampling, away: string | undefined) {
  const send: SendFetch = async (fetch) =>
    fetch.operation.subgraph === away ? failedFetch : { data: sampleResponse(sampling, fetch), errors: [] };
  return (await executePlan(planned, variables, send, { refusalOf })).data;
}

/** Collects the places that have a value in the complete response only. */
function findNulls(places: Set<string>, place: string, complete: unknown, without: unknown): void {
  if (without === null && complete !== null) places.add(place === "" ? "data" : place);
  else if (Array.isArray(complete) && Array.isArray(without)) {
    for (const [index, each] of without.entries()) findNulls(places, `${place}[]`, complete[index], each);
  } else if (isData(complete) && isData(without)) {
    for (const [name, value] of Object.entries(without))
      findNulls(places, place === "" ? name : `${place}.${name}`, complete[name], value);
  }
}
