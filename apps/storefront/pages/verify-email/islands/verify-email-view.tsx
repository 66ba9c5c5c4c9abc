/** The confirmation of an e-mail address, by the token of the mail and the password of the registration. */
import { buttonClass, Notice } from "@hansa/front/elements";
import { useState } from "react";
import { graphql } from "../../../generated/index.ts";
import { type LinkRefusal, MailLinkForm, useMailToken } from "../../../shop/account/mail-link-form.tsx";
import { accountTexts } from "../../../shop/account/texts.ts";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { verifyEmailTexts } from "../texts.ts";

const EmailVerifyDocument = graphql(`
  mutation StorefrontEmailVerify($input: EmailVerifyInput!) {
    emailVerify(input: $input) {
      __typename
      ... on EmailVerified { email }
      ... on RateLimitedError { retryAfterMs }
    }
  }
`);

type VerifyEmailViewProps = { language: Language; links: { signIn: string; register: string } };
type Outcome = { kind: "invalid" } | { kind: "done"; email: string };

export function VerifyEmailView({ language, links }: VerifyEmailViewProps) {
  const texts = verifyEmailTexts[language];
  const common = accountTexts[language];
  const token = useMailToken();
  const [over, setOver] = useState<{ token: string; outcome: Outcome }>();
  if (token === undefined) return null;
  const outcome = over?.token === token ? over.outcome : undefined;
  if (token !== null && !outcome)
    return (
      <>
        <MailLinkForm
          key={token}
          language={language}
          texts={texts}
          asksPassword
          send={(password) => sendToken(token, password)}
          onOver={(reached) => setOver({ token, outcome: reached })}
        />
        <p className="mt-6 text-muted">{texts.otherwise}</p>
      </>
    );
  return (
    <div className="space-y-6">
      <div aria-live="polite">
        {outcome?.kind === "done" ? <Notice kind="success">{texts.done(outcome.email)}</Notice> : null}
        {outcome?.kind === "invalid" ? <Notice kind="fault">{texts.invalid}</Notice> : null}
      </div>
      {token === null ? <p>{texts.noToken}</p> : null}
      <div className="flex flex-wrap gap-3">
        <a href={links.signIn} className={buttonClass()}>
          {common.signIn}
        </a>
        {outcome?.kind === "done" ? null : (
          <a href={links.register} className={buttonClass("secondary")}>
            {common.register}
          </a>
        )}
      </div>
    </div>
  );
}

async function sendToken(
  token: string,
  password: string | undefined,
): Promise<LinkRefusal | { kind: "over"; outcome: Outcome }> {
  const { data } = await graph.send(EmailVerifyDocument, { input: { token, password } });
  const result = data?.emailVerify;
  if (!result) throw new Error("the address was not confirmed");
  switch (result.__typename) {
    case "EmailVerified":
      return { kind: "over", outcome: { kind: "done", email: result.email } };
    case "InvalidTokenError":
      return { kind: "over", outcome: { kind: "invalid" } };
    case "PasswordRequiredError":
      return { kind: "password required" };
    case "InvalidCredentialsError":
      return { kind: "wrong password" };
    case "RateLimitedError":
      return { kind: "too often", retryAfterMs: result.retryAfterMs };
  }
}
