/** The two steps of a forgotten password: the mail, and the new password with its token. */
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

export type RequestOutcome = { kind: "sent"; email: string } | { kind: "fault" | "refused"; text: string };
export type ResetOutcome = { kind: "saved" | "invalid" } | { kind: "fault"; text: string };

/** Requests the mail. Throws if it is not known whether that was done: it may be repeated. */
export async function requestReset(email: string, language: Language): Promise<RequestOutcome> {
  const { data } = await graph.send(PasswordResetRequestDocument, { input: { email } });
  const result = data?.passwordResetRequest;
  if (!result) throw new Error("the mail was not requested");
  switch (result.__typename) {
    case "PasswordResetRequested":
      return { kind: "sent", email: result.email };
    case "ValidationError": {
      const [text = ""] = accountFaults(result.problems, language).values();
      return { kind: "fault", text };
    }
    case "RateLimitedError":
      return { kind: "refused", text: tooOftenText(result.retryAfterMs, language) };
  }
}

/** Sets the password, which ends all sessions of the account. Throws if it is not known whether that was done. */
export async function resetPassword(token: string, newPassword: string, language: Language): Promise<ResetOutcome> {
  const { data } = await graph.send(PasswordResetDocument, { input: { token, newPassword } });
  const result = data?.passwordReset;
  if (!result) throw new Error("the password was not set");
  switch (result.__typename) {
    case "PasswordChanged":
      if (isSignedIn()) forgetAccount();
      return { kind: "saved" };
    case "WeakPasswordError":
      return { kind: "fault", text: weakPasswordText(result, language) };
    case "InvalidTokenError":
      return { kind: "invalid" };
  }
}
