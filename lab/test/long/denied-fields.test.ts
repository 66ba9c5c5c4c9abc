/** Denied fields under load: eight viewers ask for one text at a time while graphs replace each other, and each gets its own answer. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { createLog } from "@hansa/contracts/log";
import type { Viewer } from "@hansa/kit/identity";
import { userWith } from "@hansa/kit/testing";
import { getOperationAST, getVariableValues } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { warmUp } from "../../../router/src/control/registry/warm-up.ts";
import { type Denies, denialsOf, deniesNothing, refusalsOf } from "../../../router/src/execution/access/guards.ts";
import { executePlan } from "../../../router/src/execution/execute-plan.ts";
import type { SendFetch } from "../../../router/src/execution/steps.ts";
import type { Graph } from "../../../router/src/graph/graph.ts";
import { openLiveGraph } from "../../../router/src/graph/live-graph.ts";
import { plannedOperation } from "../../../router/src/graph/planned-operations.ts";
import { loadGraph } from "../../../router/src/graph/source.ts";
import { findDocument, strictnessOf } from "../../../router/src/operation/documents.ts";
import { openMadeUpSubgraphs } from "../support/made-up-subgraphs.ts";
import { viewers } from "../support/viewers.ts";

/** It selects fields behind five rules, two of them under a condition. */
const text = `query ($number: String!, $isFull: Boolean!) {
  shop { name }
  order(number: $number) {
    number
    cancelNote
    payments { id events { kind } disputes @include(if: $isFull) { id } }
    lines { id variant { sku onHand costPrice { minor } unitsSold @include(if: $isFull) } }
  }
}`;
const variablesOf = (isFull: boolean) => ({ number: "100001", isFull });

const committed = readFileSync(path.join(root, "router/supergraph.graphql"), "utf8");
const note = "cancelNote: String @join__field(graph: ORDERS)";

/** A graph with a text of its own. In every second one the router guards a field less, which its service guards all the same. */
function graphAt(version: number): Graph {
  const supergraph = version % 2 === 0 ? committed : committed.replace(`${note} @policy(policies: [["staff"]])`, note);
  return loadGraph({ kind: "published", supergraph: `${supergraph}\n# ${version}\n` }, () => {});
}

const strictness = strictnessOf(false, true);

/** Plans the text on a graph, for a viewer who is denied these fields. */
function plan(graph: Graph, isFull: boolean, denies: Denies) {
  const found = findDocument(graph, strictness, text);
  const operation = found.outcome === "refused" ? undefined : getOperationAST(found.document);
  if (found.outcome === "refused" || !operation) throw new Error("the document is refused");
  const { coerced = {} } = getVariableValues(
    graph.clientSchema,
    operation.variableDefinitions ?? [],
    variablesOf(isFull),
  );
  return plannedOperation(graph, { document: found.document, operation, coerced, denies });
}

/** Sends each fetch once, and gives its answer at a later turn of the event loop. */
function remembering(send: SendFetch): SendFetch {
  const answers = new Map<string, ReturnType<SendFetch>>();
  return async (fetch) => {
    const key = JSON.stringify([fetch.operation.subgraph, fetch.operation.query, fetch.variables]);
    const answer = answers.get(key) ?? send(fetch);
    answers.set(key, answer);
    await new Promise(setImmediate);
    return structuredClone(await answer);
  };
}

test("of eight thousand requests of eight viewers, beside ten reloads, none gets the answer of another viewer", async () => {
  const live = openLiveGraph(() => graphAt(0), createLog("test", "silent"));
  const names = live.current().subgraphs.map(({ name }) => name);
  const subgraphsFor = openMadeUpSubgraphs(names, userWith("user_1"));
  const unjudged = graphAt(0);

  async function senderOf(viewer: Viewer) {
    const send = remembering(subgraphsFor(viewer, { refusals: [], fetches: 0, types: [] }));
    const byServices = async (isFull: boolean) =>
      JSON.stringify(await executePlan(await plan(unjudged, isFull, deniesNothing), variablesOf(isFull), send));
    const own = { full: await byServices(true), short: await byServices(false) };
    const ask = async (isFull: boolean) => {
      const graph = live.current();
      const { guards } = graph.compilation;
      const planned = await plan(graph, isFull, denialsOf(guards, viewer));
      const refusalOf = refusalsOf(guards, viewer);
      const answer = JSON.stringify(await executePlan(planned, variablesOf(isFull), send, { refusalOf }));
      const expected = isFull ? own.full : own.short;
      return { viewer, answer, expected, isOutrun: graph !== live.current() };
    };
    return { own, ask };
  }

  const senders = await Promise.all(viewers.map(senderOf));
  expect(new Set(senders.flatMap(({ own }) => [own.full, own.short])).size).toBe(2 * viewers.length);

  async function reload(version: number): Promise<void> {
    const graphs = { from: live.current(), to: graphAt(version) };
    const sleep = () => new Promise<void>((resolve) => setImmediate(resolve));
    expect(await warmUp({ sleep }, strictness, graphs, new AbortController().signal)).toEqual([]);
    live.replace(graphs.to);
  }

  const counts = { answers: 0, outrun: 0 };
  const differing: unknown[] = [];
  let reloading: Promise<void> = Promise.resolve();
  for (let round = 0; round < 1_000; round += 1) {
    if (round % 100 === 50) reloading = reloading.then(() => reload((round + 50) / 100));
    for (const { isOutrun, ...answered } of await Promise.all(senders.map(({ ask }) => ask(round % 2 === 0)))) {
      counts.answers += 1;
      if (isOutrun) counts.outrun += 1;
      if (answered.answer !== answered.expected) differing.push(answered);
    }
  }
  await reloading;
  expect(differing).toEqual([]);
  expect(counts.answers).toBe(8_000);
  expect(counts.outrun).toBeGreaterThan(0);
  expect(live.reloads()).toEqual({ accepted: 10, rejected: 0 });
});
