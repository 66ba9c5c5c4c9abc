/** Sends one request and counts its fetches to subgraphs and its SQL statements. */
import { z } from "zod";
import { privatePort, services } from "../../tools/shop.mjs";

export type ShopAddress = { host: string; port: number };

/** One way to ask a page. */
export type Step = {
  label: string;
  variables: Record<string, unknown>;
  token?: string | undefined;
  guest?: readonly string[] | undefined;
  /** Whether this answer's shape is held against the golden one. */
  isGolden: boolean;
  accept?(data: unknown): boolean;
};

const answer = z.object({ data: z.unknown(), errors: z.array(z.unknown()).optional() });
export type Answer = z.infer<typeof answer>;

export type Measured = { answer: Answer; fetches: number; statements: number; privately: number };

/** Asks, and gives the answer with the fetches and statements behind it. `privately` counts what the services asked each other. */
export async function measure(shop: ShopAddress, query: string, step: Step): Promise<Measured> {
  const before = await readCounters(shop);
  const found = await askShop(shop, query, step);
  const after = await readCounters(shop);
  return {
    answer: found,
    fetches: after.fetches - before.fetches,
    statements: after.statements - before.statements,
    privately: after.privately - before.privately,
  };
}

export async function askShop(
  { host, port }: ShopAddress,
  query: string,
  { variables, token, guest }: Pick<Step, "variables" | "token" | "guest">,
): Promise<Answer> {
  const response = await fetch(`http://${host}:${port}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(guest ? { "hansa-guest": guest.join(",") } : {}),
    },
    body: JSON.stringify({ query, variables }),
  }).catch((cause) => {
    throw new Error(`no shop answers on port ${port}: start one with npm start, or say where it is with HANSA_PORT`, {
      cause,
    });
  });
  return answer.parse(await response.json());
}

type Counters = { fetches: number; statements: number; privately: number };

async function readCounters(shop: ShopAddress): Promise<Counters> {
  const texts = await Promise.all(
    services
      .filter((service) => service.stores.length > 0)
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
