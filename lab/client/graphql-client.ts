/** Typed GraphQL client: sends a document and returns its result with the types of the document. */
import { z } from "zod";
import type { TypedDocumentString } from "../../e2e/generated/graphql.ts";

/** The credentials of a request: an access token, a guest's tokens, or none. */
export type Credentials = { token?: string; guest?: readonly string[] };

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

const graphError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});

/** Asks the graph at `url` one question. It throws only when nothing that looks like an answer came back. */
export async function executeDocument<Result, Variables>(
  url: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  as: Credentials = {},
): Promise<GraphqlResult<Result>> {
  const response = await fetch(url, {
    method: "POST",
    headers: headersOf(as),
    body: JSON.stringify({ query: document.toString(), variables }),
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

/** The data of a response without errors; throws with all errors otherwise. */
export async function requireData<Result>(answering: Promise<GraphqlResult<Result>>): Promise<Result> {
  const { data, errors, status } = await answering;
  if (errors.length > 0 || data === null) throw new Error(`the graph answered ${status}: ${JSON.stringify(errors)}`);
  return data;
}

function headersOf({ token, guest }: Credentials): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/graphql-response+json",
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(guest && guest.length > 0 ? { "hansa-guest": guest.join(",") } : {}),
  };
}
