/** Sends one request and counts its fetches to subgraphs, its SQL statements and the units that it has cost. */

import { type Credentials, type GraphqlResult, sendRequest } from "@hansa/client/graphql-client";
import { z } from "zod";
import { internalPort, services } from "../../cli/host/shop.mjs";
import { type GraphCounters, readGraphCounters } from "../harness/metrics.ts";

export type ShopAddress = { url: string; host: string; port: number };

/** One way to ask a page. */
export type Step = {
  label: string;
  variables: Record<string, unknown>;
  as?: Credentials | undefined;
  /** Whether this response's shape is held against the golden one. */
  isGolden: boolean;
  accept?(data: unknown): boolean;
};

export type Measured = { response: GraphqlResult<unknown>; units: number } & GraphCounters;

const extension = z.object({ cost: z.object({ actual: z.int() }) });

/** Asks, and gives the response with the fetches and statements behind it, and its cost. */
export async function measure(shop: ShopAddress, query: string, step: Step): Promise<Measured> {
  const before = await readCounters(shop);
  const response = await sendRequest(shop.url, { query, variables: step.variables, as: step.as ?? {}, isPriced: true });
  const after = await readCounters(shop);
  const { data } = extension.safeParse(response.extensions);
  return {
    ...{ response, units: data?.cost.actual ?? 0 },
    ...{ fetches: after.fetches - before.fetches, statements: after.statements - before.statements },
  };
}

/** The sums of all services. */
async function readCounters({ host, port }: ShopAddress): Promise<GraphCounters> {
  const behind = services.filter((service) => !service.isGateway);
  const read = behind.map((service) => readGraphCounters(`http://${host}:${internalPort(service, port)}`));
  return (await Promise.all(read)).reduce((sum, each) => ({
    fetches: sum.fetches + each.fetches,
    statements: sum.statements + each.statements,
  }));
}
