/** The type of a recipe: how an attacker makes requests that take much of the shop, each the next one of a loop. */
import type { Route } from "@hansa/client/mutation";
import type { Account } from "@hansa/client/sessions";

/** One HTTP request of an attacker. */
export type AttackRequest = {
  method: "GET" | "POST";
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
};

/** Ids and texts that the attacker has found in the shop before. */
export type Targets = {
  products: readonly { id: string; slug: string; picture: string | undefined }[];
  variants: readonly { id: string; sku: string }[];
  collections: readonly { id: string; slug: string }[];
  /** A guest's order that is not the attacker's, with the link of its receipt; and a text that is no id. */
  order: { id: string; number: string; guestToken: string; receipt: string };
};

/** The means of an attacker: the targets, an account of its own, and mutations before the attack begins, from its address. */
export type Means = {
  targets: Targets;
  account: Account;
  route: Route;
};

export type Operation = { query: string; variables?: Readonly<Record<string, unknown>> };

/**
 * How requests are sent: each after the response to the one before (`answered`); many on one connection before the first is answered
 * (`pipelined`); the same, and no response is read (`unread`); or each for a moment, after which its sender leaves (`abandoned`).
 */
export type Manner = "answered" | "pipelined" | "unread" | "abandoned";

/** Prepares the attack and gives the function that makes the n-th request. */
type OpenRecipe = (means: Means) => Promise<(n: number) => AttackRequest>;

export type Recipe = {
  name: string;
  /** The finding of a review that it reproduces, or the field that it asks for at its dearest. */
  reproduces: string;
  /** The public fields of which it is the recipe, such as `Mutation.login`. */
  fields: readonly string[];
  /** Answered if absent. */
  manner?: Manner;
  /** The requests in progress, or the connections; as many as one address may have if absent. */
  atOnce?: number;
  /** The code with which a guard answers each of its requests; absent if there is none that refuses all. */
  refusal?: string;
  /** The most memory that the router may take, in MB; that of its container if absent. */
  routerMb?: number;
  open: OpenRecipe;
};

/** A POST of an operation, as a guest or with an access token. */
export function graphqlRequest(operation: Operation, headers: Readonly<Record<string, string>> = {}): AttackRequest {
  return {
    method: "POST",
    path: "/graphql",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers },
    body: JSON.stringify(operation),
  };
}

/** A GET of a file. */
export function fileRequest(path: string): AttackRequest {
  return { method: "GET", path, headers: {}, body: "" };
}

/** Prepares an attack of which all requests are the same. */
export function always(make: (means: Means) => AttackRequest | Promise<AttackRequest>): OpenRecipe {
  return async (means) => {
    const request = await make(means);
    return () => request;
  };
}

/** An operation with a mutation, once for each input, under aliases if there are several; the responses are their types. */
export function mutationOf(field: string, ...inputs: readonly object[]): Operation {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input!`;
  const declared = inputs.map((_input, index) => `$i${index}: ${type}`).join(" ");
  const fields = inputs.map((_input, index) => `a${index}: ${field}(input: $i${index}) { __typename }`).join(" ");
  const variables = Object.fromEntries(inputs.map((input, index) => [`i${index}`, input]));
  return { query: `mutation (${declared}) { ${fields} }`, variables };
}

/** As often the same text, each with its index. */
export function times(count: number, textOf: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => textOf(index)).join(" ");
}

/** As many values. */
export function listOf<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** The n-th of a list, from the beginning again after the last. Throws if it is empty. */
export function nth<T>(list: readonly T[], n: number): T {
  const found = list[n % list.length];
  if (found === undefined) throw new Error("the shop has nothing of this kind to attack with");
  return found;
}
