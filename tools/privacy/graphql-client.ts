/** GraphQL client of the privacy commands, signed in as a member of staff. */
import { CommandFailure } from "@hansa/kit/runtime/failure";
import { z } from "zod";

/** The shop's address and the access token of the signed-in member of staff. */
export type StaffSession = { shop: string; token?: string };

const reply = z.object({
  data: z.looseObject({ answer: z.unknown() }).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});
const refusal = z.object({ __typename: z.string(), message: z.string() });

/** Asks one question, whose field is called `answer`. Throws what the shop says instead of an answer. */
export async function ask<Answer>(
  { shop, token }: StaffSession,
  query: string,
  variables: Record<string, unknown>,
  shape: z.ZodType<Answer>,
): Promise<Answer> {
  const response = await fetch(new URL("/graphql", shop), {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  }).catch((cause) => {
    throw new CommandFailure(`no shop answers at ${shop}: start one with npm start, or say where it is with --shop`, {
      cause,
    });
  });
  const { data, errors = [] } = reply.parse(await response.json());
  if (errors.length > 0 || !data) throw new Error(errors.map(({ message }) => message).join(" "));
  const answer = shape.safeParse(data.answer);
  if (answer.success) return answer.data;
  const refused = refusal.safeParse(data.answer);
  throw new Error(refused.success ? refused.data.message : `the shop answered ${JSON.stringify(data.answer)}`);
}

const login = `mutation SignIn($input: LoginInput!) {
  answer: login(input: $input) { __typename ... on Session { accessToken } ... on UserError { message } }
}`;

/** Signs in. Throws when the shop refuses. */
export async function signIn(shop: string, email: string, password: string): Promise<StaffSession> {
  const session = z.object({ accessToken: z.string() });
  const { accessToken } = await ask({ shop }, login, { input: { email, password } }, session);
  return { shop, token: accessToken };
}

const people = `query People($query: String!, $after: String) {
  answer: users(first: 100, after: $after, filter: { query: $query }) {
    nodes { id email displayName }
    pageInfo { hasNextPage endCursor }
  }
}`;
const page = z.object({
  nodes: z.array(z.object({ id: z.string(), email: z.string().nullable(), displayName: z.string() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

export type Person = { id: string; displayName: string };

/** The person with exactly this address, among all whose name or address has it in it; undefined if nobody has an account with it. */
export async function findPerson(desk: StaffSession, email: string): Promise<Person | undefined> {
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: z.infer<typeof page> = await ask(desk, people, { query: email, after }, page);
    const found = nodes.find((person) => person.email === email);
    if (found) return found;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return undefined;
}
