/** The request of a new account. */
import { graphql } from "../../generated/index.ts";
import { accountFaults, tooOftenText, weakPasswordText } from "../../shop/account/refusals.ts";
import { graph } from "../../shop/graph.ts";
import type { Language } from "../../shop/texts.ts";

const RegisterDocument = graphql(`
  mutation StorefrontRegister($input: RegisterInput!) {
    register(input: $input) {
      __typename
      ... on RegistrationReceived { email }
      ... on WeakPasswordError { minimumLength guessable }
      ... on RateLimitedError { retryAfterMs }
      ... on ValidationError { problems { path code message } }
    }
  }
`);

export type RegisterOutcome =
  | { kind: "received"; email: string }
  | { kind: "faults"; faults: ReadonlyMap<string, string> }
  | { kind: "refused"; text: string };

type Registration = { email: string; password: string; displayName: string };

/** Requests it. Throws if it is not known whether that was done: it may be repeated. */
export async function register(input: Registration, language: Language): Promise<RegisterOutcome> {
  const { data } = await graph.send(RegisterDocument, { input });
  const result = data?.register;
  if (!result) throw new Error("the account was not requested");
  switch (result.__typename) {
    case "RegistrationReceived":
      return { kind: "received", email: result.email };
    case "WeakPasswordError":
      return { kind: "faults", faults: new Map([["password", weakPasswordText(result, language)]]) };
    case "ValidationError":
      return { kind: "faults", faults: accountFaults(result.problems, language) };
    case "RateLimitedError":
      return { kind: "refused", text: tooOftenText(result.retryAfterMs, language) };
  }
}
