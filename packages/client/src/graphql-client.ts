/** The GraphQL client: sends a typed document over HTTP and returns its result with the document's types. */
import { z } from "zod";
import type { TypedDocumentString } from "./generated/graphql.ts";

/** The address of the router's graph, such as `http://127.0.0.1:4000/graphql`. */
export type Graph = { url: string };

/** The credentials of a request: an access token, a guest's tokens, or neither: then those checkouts that its input names. */
export type Credentials = { token?: string | undefined; guest?: readonly string[] | undefined };

type GraphError = {
  message: string;
  path?: (string | number)[] | undefined;
  extensions?: Record<string, unknown> | undefined;
};

export type GraphqlResult<Result> = {
  status: number;
  headers: Headers;
  data: Result | null;
  errors: readonly GraphError[];
  extensions: Record<string, unknown>;
};

/** Sends an HTTP request as the global `fetch` does. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<Response>;

/** The text of an operation, for those that no document describes: the playground's pages and generated operations. */
export type GraphqlRequest = {
  query: string;
  variables?: unknown;
  as?: Credentials;
  timeoutMs?: number;
  /** Whether the extension `explanation` is wanted, which the router has outside of production. */
  isExplained?: boolean;
  /** Whether the extension `cost` is wanted. */
  isPriced?: boolean;
  /** Sends the request, such as from another address of this machine; the global `fetch` if absent. */
  send?: Fetch;
};

const graphError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});

/** Executes a document. Rejects only if no GraphQL response arrives. */
export function executeDocument<Result, Variables>(
  url: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  as: Credentials = {},
): Promise<GraphqlResult<Result>> {
  return sendRequest<Result>(url, { query: document.toString(), variables, as });
}

/** Sends one request. Rejects only if no GraphQL response arrives. */
export async function sendRequest<Result = unknown>(
  url: string,
  { query, variables = {}, as = {}, timeoutMs, isExplained = false, isPriced = false, send = fetch }: GraphqlRequest,
): Promise<GraphqlResult<Result>> {
  const response = await send(url, {
    method: "POST",
    headers: {
      ...headersOf(as, variables),
      ...(isExplained ? { "hansa-explain": "1" } : {}),
      ...(isPriced ? { "hansa-cost": "1" } : {}),
    },
    body: JSON.stringify({ query, variables }),
    ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
  });
  // The schema vouches for the shape of `data`: the router answers nothing that does not fit it.
  const envelope = z.object({
    data: z.custom<Result>().nullish(),
    errors: z.array(graphError).optional(),
    extensions: z.record(z.string(), z.unknown()).optional(),
  });
  const { data, errors, extensions } = envelope.parse(await response.json());
  return {
    status: response.status,
    headers: response.headers,
    data: data ?? null,
    errors: errors ?? [],
    extensions: extensions ?? {},
  };
}

/** The code of the first error; undefined if there is none. */
export function errorCodeOf({ errors }: Pick<GraphqlResult<unknown>, "errors">): string | undefined {
  const code = errors[0]?.extensions?.code;
  return typeof code === "string" ? code : undefined;
}

/** Codes of errors after which the same request is repeated (docs/front-ends/errors.md): with its key it takes effect once. */
export const repeatedCodes: ReadonlySet<string> = new Set([
  "SUBGRAPH_UNAVAILABLE",
  "STORE_UNAVAILABLE",
  "SESSION_UNVERIFIABLE",
]);
const usualPauseMs = 1_000;

/** The pause before the request is repeated, in milliseconds; undefined unless each error asks for a repetition. */
export function pauseAskedFor({ errors }: Pick<GraphqlResult<unknown>, "errors">): number | undefined {
  const pauses = errors.flatMap(({ extensions: { code, retryAfterMs = usualPauseMs } = {} }) =>
    repeatedCodes.has(String(code)) ? [Number(retryAfterMs)] : [],
  );
  return pauses.length > 0 && pauses.length === errors.length ? Math.max(...pauses) : undefined;
}

/** The data of a response without errors; throws with all errors otherwise. */
export async function requireData<Result>(answering: Promise<GraphqlResult<Result>>): Promise<Result> {
  const { data, errors, status } = await answering;
  if (errors.length > 0 || data === null) throw new Error(`the graph answered ${status}: ${JSON.stringify(errors)}`);
  return data;
}

function headersOf({ token, guest }: Credentials, variables: unknown): Record<string, string> {
  const presented = guest ?? (token === undefined ? checkoutsIn(variables) : []);
  return {
    "content-type": "application/json",
    accept: "application/graphql-response+json",
    // Otherwise fetch asks for gzip, and measurements include its work.
    "accept-encoding": "identity",
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(presented.length > 0 ? { "hansa-guest": presented.join(",") } : {}),
  };
}

const namesCheckout = z.object({ input: z.object({ checkoutId: z.string() }) });

/** The checkout that a mutation's input names: a guest presents its id in the header `hansa-guest` too. */
export function checkoutsIn(variables: unknown): string[] {
  const named = namesCheckout.safeParse(variables).data;
  return named ? [named.input.checkoutId] : [];
}
