/** The request of a new account. */
import type { ChangeOutcome } from "@hansa/front/islands";
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

type Registration = { email: string; password: string; displayName: string };

/** Requests it. Throws if it is not known whether that was done: it may be repeated. */
export async function register(input: Registration, language: Language): Promise<ChangeOutcome | { email: string }> {
  const { data } = await graph.send(RegisterDocument, { input });
  const result = data?.register;
  if (!result) throw new Error("the account was not requested");
  switch (result.__typename) {
    case "RegistrationReceived":
      return { email: result.email };
    case "WeakPasswordError":
      return { faults: new Map([["password", weakPasswordText(result, language)]]) };
    case "ValidationError":
      return { faults: accountFaults(result.problems, language) };
    case "RateLimitedError":
      return { text: tooOftenText(result.retryAfterMs, language) };
  }
}
