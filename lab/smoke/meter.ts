/** Sends one request and counts its fetches to subgraphs and its SQL statements. */

import { type Credentials, type GraphqlResult, sendRequest } from "@hansa/client/graphql-client";
import { privatePort, services } from "../../cli/host/shop.mjs";

export type ShopAddress = { url: string; host: string; port: number };

/** One way to ask a page. */
export type Step = {
  label: string;
  variables: Record<string, unknown>;
  as?: Credentials | undefined;
  /** Whether this answer's shape is held against the golden one. */
  isGolden: boolean;
  accept?(data: unknown): boolean;
};

export type Measured = { answer: GraphqlResult<unknown>; fetches: number; statements: number; privately: number };

/** Asks, and gives the answer with the fetches and statements behind it. `privately` counts what the services asked each other. */
export async function measure(shop: ShopAddress, query: string, step: Step): Promise<Measured> {
  const before = await readCounters(shop);
  const answer = await sendRequest(shop.url, { query, variables: step.variables, as: step.as ?? {} });
  const after = await readCounters(shop);
  return {
    answer,
    fetches: after.fetches - before.fetches,
    statements: after.statements - before.statements,
    privately: after.privately - before.privately,
  };
}

type Counters = { fetches: number; statements: number; privately: number };

async function readCounters(shop: ShopAddress): Promise<Counters> {
  const texts = await Promise.all(
    services
      .filter((service) => !service.isGateway)
      .map((service) => readMetrics(shop, privatePort(service, shop.port))),
  );
  const text = texts.join("\n");
  return {
    fetches: total(text, /^hansa_http_requests_total\{entry="graphql".*\} (\d+)$/gm),
    statements: total(text, /^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/gm),
    privately: total(
      text,
      /^hansa_http_requests_total\{entry="internal",operation="\/internal\/(?!events|revocations).*\} (\d+)$/gm,
    ),
  };
}

async function readMetrics({ host }: ShopAddress, port: number): Promise<string> {
  const response = await fetch(`http://${host}:${port}/metrics`);
  if (response.status !== 200) throw new Error(`the service behind port ${port} shows no metrics`);
  return response.text();
}

function total(text: string, line: RegExp): number {
  return [...text.matchAll(line)].reduce((sum, match) => sum + Number(match[1]), 0);
}
