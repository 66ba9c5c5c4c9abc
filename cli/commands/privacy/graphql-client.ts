/** The privacy commands' session of a member of staff, and the people that it finds. */

import { PeopleDocument } from "@hansa/client/documents/accounts";
import { LoginDocument } from "@hansa/client/documents/purchase";
import type { PeopleQuery, TypedDocumentString } from "@hansa/client/generated/graphql";
import { executeDocument } from "@hansa/client/graphql-client";
import { fieldOf, type MutationDocument, type Payload, type Success, successOf } from "@hansa/client/mutation";
import { CommandFailure } from "@hansa/kit/command-line";

/** The shop's address and the access token of the signed-in member of staff. */
export type StaffSession = { shop: string; token?: string };

/** Sends a mutation and returns its success. Throws the message of a refusal. */
export async function ask<Result extends Payload & { message?: string }, Input>(
  session: StaffSession,
  document: MutationDocument<Result, Input>,
  input: Input,
): Promise<Success<Result>> {
  const response = fieldOf(await execute(session, document, { input }));
  const success = successOf(response);
  if (success === undefined) throw new Error(response.message ?? `the shop answered ${response.__typename}`);
  return success;
}

/** The data of a response. Throws the messages of its errors. */
async function execute<Result, Variables>(
  { shop, token }: StaffSession,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const url = new URL("/graphql", shop).href;
  const { data, errors } = await executeDocument(url, document, variables, { token }).catch((cause) => {
    throw new CommandFailure(`no shop answers at ${shop}: start one with npm start, or say where it is with --shop`, {
      cause,
    });
  });
  if (errors.length > 0 || data === null) throw new Error(errors.map(({ message }) => message).join(" "));
  return data;
}

/** Signs in. Throws when the shop refuses. */
export async function signIn(shop: string, email: string, password: string): Promise<StaffSession> {
  const { accessToken } = await ask({ shop }, LoginDocument, { email, password });
  return { shop, token: accessToken };
}

export type Person = { id: string; displayName: string };

/** The person with exactly this address, among all whose name or address has it in it; undefined if no account has it. */
export async function findPerson(desk: StaffSession, email: string): Promise<Person | undefined> {
  let after: string | null = null;
  do {
    const variables: { query: string; after: string | null } = { query: email, after };
    const { users }: PeopleQuery = await execute(desk, PeopleDocument, variables);
    const found = users.nodes.find((person) => person.email === email);
    if (found) return found;
    after = users.pageInfo.hasNextPage ? users.pageInfo.endCursor : null;
  } while (after !== null);
  return undefined;
}
