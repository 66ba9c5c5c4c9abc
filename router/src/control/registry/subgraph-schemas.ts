/** The schemas that subgraphs serve now: a version is taken only when every instance that is ready has all of its elements. */
import { isReady } from "@hansa/kit/rpc";
import { parse } from "graphql";
import { newOperation } from "../../execution/plan.ts";
import { sendFetch } from "../../transport/fetch.ts";
import { newIncidents } from "../../transport/incidents.ts";
import { type FetchingRequest, type Subgraph, subgraphOf, type Transport } from "../../transport/subgraphs.ts";
import { coordinatesIn } from "./judgement/coordinates.ts";
import type { Verdict } from "./judgement/judge.ts";

const query = "{ _service { sdl } }";
const definition = { isMutation: false, isOptional: false, query, operationName: undefined, documents: [parse(query)] };
/** The time of a response, and its most bytes. */
const timeoutMs = 2_000;
const maxBytes = 4 * 2 ** 20;
/** The most missing elements that are named. */
const maxNamed = 5;

/** Finds the instances that do not answer or lack elements; the list is empty if there are none. */
export async function findLacking(transport: Transport, subgraphs: Verdict["subgraphs"]): Promise<string[]> {
  const checks = subgraphs.flatMap(({ name, url, elements }) => {
    const subgraph = subgraphOf(transport, { name, url });
    const ready = subgraph.instances.list.filter(isReady);
    const asked = ready.length > 0 ? ready : subgraph.instances.list;
    return asked.map((instance) => {
      const alone = { ...subgraph, instances: { ...subgraph.instances, list: [instance] } };
      return checkInstance(transport, alone, `subgraph ${name} at ${instance.name}`, elements);
    });
  });
  return (await Promise.all(checks)).flat();
}

async function checkInstance(
  transport: Transport,
  subgraph: Subgraph,
  label: string,
  elements: readonly string[],
): Promise<string[]> {
  const sdl = await fetchSdl(transport, subgraph);
  if (sdl === undefined) return [`${label} does not answer with its schema`];
  await transport.runtime.yieldToEventLoop();
  const has = coordinatesIn(sdl);
  const missing = elements.filter((element) => !has.has(element));
  if (missing.length === 0) return [];
  const more = missing.length > maxNamed ? ` and ${missing.length - maxNamed} more` : "";
  return [`${label} lacks ${missing.slice(0, maxNamed).join(", ")}${more}`];
}

async function fetchSdl(transport: Transport, subgraph: Subgraph): Promise<string | undefined> {
  const { runtime } = transport;
  const request: FetchingRequest = {
    identity: { viewer: { kind: "guest" }, guest: [], requestId: runtime.newId("req") },
    incidents: newIncidents(),
    allowance: { bytes: maxBytes },
    deadlineAt: runtime.monotonic() + timeoutMs,
    isAbandoned: () => false,
    asked: new Set(),
    explains: false,
    replayed: false,
    isHeld: false,
    isOversized: false,
  };
  const operation = newOperation({ ...definition, subgraph: subgraph.name });
  const { data } = await sendFetch(transport, subgraph, request, { operation, variables: "{}", entities: [] });
  const service = data?._service;
  return typeof service === "object" && service !== null && "sdl" in service && typeof service.sdl === "string"
    ? service.sdl
    : undefined;
}
