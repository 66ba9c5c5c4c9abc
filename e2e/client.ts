/** A small typed client of the graph: a document brings the types of its variables and of its answer. */
import { z } from "zod";
import type { TypedDocumentString } from "./generated/graphql.ts";

/** Who asks: an access token, what a guest holds, or nothing. */
export type As = { token?: string; guest?: readonly string[] };

type GraphError = {
  message: string;
  path?: (string | number)[] | undefined;
  extensions?: Record<string, unknown> | undefined;
};

export type Answer<Result> = {
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
export async function ask<Result, Variables>(
  url: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  as: As = {},
): Promise<Answer<Result>> {
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

/** The data of an answer that must have no errors; throws with all of them otherwise. */
export async function must<Result>(answering: Promise<Answer<Result>>): Promise<Result> {
  const { data, errors, status } = await answering;
  if (errors.length > 0 || data === null) throw new Error(`the graph answered ${status}: ${JSON.stringify(errors)}`);
  return data;
}

function headersOf({ token, guest }: As): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/graphql-response+json",
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(guest && guest.length > 0 ? { "hansa-guest": guest.join(",") } : {}),
  };
}
