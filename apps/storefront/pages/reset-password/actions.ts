/** The two steps of a forgotten password: the mail, and the new password with its token. */
import type { ChangeOutcome } from "@hansa/front/islands";
import { graphql } from "../../generated/index.ts";
import { forgetAccount } from "../../shop/account/account.ts";
import { accountFaults, tooOftenText, weakPasswordText } from "../../shop/account/refusals.ts";
import { graph } from "../../shop/graph.ts";
import { isSignedIn } from "../../shop/session-flag.ts";
import type { Language } from "../../shop/texts.ts";

const PasswordResetRequestDocument = graphql(`
  mutation StorefrontPasswordResetRequest($input: PasswordResetRequestInput!) {
    passwordResetRequest(input: $input) {
      __typename
      ... on PasswordResetRequested { email }
      ... on RateLimitedError { retryAfterMs }
      ... on ValidationError { problems { path code message } }
    }
  }
`);

const PasswordResetDocument = graphql(`
  mutation StorefrontPasswordReset($input: PasswordResetInput!) {
    passwordReset(input: $input) {
      __typename
      ... on PasswordChanged { sessionsEnded }
      ... on WeakPasswordError { minimumLength guessable }
    }
  }
`);

/** Requests the mail. Throws if it is not known whether that was done: it may be repeated. */
export async function requestReset(email: string, language: Language): Promise<ChangeOutcome | { email: string }> {
  const { data } = await graph.send(PasswordResetRequestDocument, { input: { email } });
  const result = data?.passwordResetRequest;
  if (!result) throw new Error("the mail was not requested");
  switch (result.__typename) {
    case "PasswordResetRequested":
      return { email: result.email };
    case "ValidationError":
      return { faults: accountFaults(result.problems, language) };
    case "RateLimitedError":
      return { text: tooOftenText(result.retryAfterMs, language) };
  }
}

/** Sets the password, which ends all sessions of the account. Throws if it is not known whether that was done. */
export async function resetPassword(
  token: string,
  newPassword: string,
  language: Language,
): Promise<ChangeOutcome | "saved" | "invalid"> {
  const { data } = await graph.send(PasswordResetDocument, { input: { token, newPassword } });
  const result = data?.passwordReset;
  if (!result) throw new Error("the password was not set");
  switch (result.__typename) {
    case "PasswordChanged":
      if (isSignedIn()) forgetAccount();
      return "saved";
    case "WeakPasswordError":
      return { faults: new Map([["password", weakPasswordText(result, language)]]) };
    case "InvalidTokenError":
      return "invalid";
  }
}
