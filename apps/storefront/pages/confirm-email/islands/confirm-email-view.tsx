/** The change of the e-mail address of an account, by the token of the mail and a session or the password of that account. */
import { buttonClass, Notice } from "@hansa/front/elements";
import { useState } from "react";
import { graphql } from "../../../generated/index.ts";
import { type LinkRefusal, MailLinkForm, useMailToken } from "../../../shop/account/mail-link-form.tsx";
import { graph } from "../../../shop/graph.ts";
import { isSignedIn } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import { confirmEmailTexts } from "../texts.ts";

const EmailChangeConfirmDocument = graphql(`
  mutation StorefrontEmailChangeConfirm($input: EmailChangeConfirmInput!) {
    emailChangeConfirm(input: $input) {
      __typename
      ... on EmailChanged { email }
      ... on RateLimitedError { retryAfterMs }
    }
  }
`);

type ConfirmEmailViewProps = { language: Language; links: { settings: string } };
type Outcome = { kind: "done"; email: string } | { kind: "taken" | "invalid" };

export function ConfirmEmailView({ language, links }: ConfirmEmailViewProps) {
  const texts = confirmEmailTexts[language];
  const token = useMailToken();
  const [over, setOver] = useState<{ token: string; outcome: Outcome }>();
  if (token === undefined) return null;
  const outcome = over?.token === token ? over.outcome : undefined;
  if (token !== null && !outcome)
    return (
      <MailLinkForm
        key={token}
        language={language}
        texts={texts}
        asksPassword={!isSignedIn()}
        send={(password) => sendToken(token, password)}
        onOver={(reached) => setOver({ token, outcome: reached })}
      />
    );
  return (
    <div className="space-y-6">
      <div aria-live="polite">
        {outcome?.kind === "done" ? <Notice kind="success">{texts.done(outcome.email)}</Notice> : null}
        {outcome && outcome.kind !== "done" ? <Notice kind="fault">{texts[outcome.kind]}</Notice> : null}
      </div>
      {token === null ? <p>{texts.noToken}</p> : null}
      <a href={links.settings} className={buttonClass()}>
        {texts.toSettings}
      </a>
    </div>
  );
}

async function sendToken(
  token: string,
  password: string | undefined,
): Promise<LinkRefusal | { kind: "over"; outcome: Outcome }> {
  const { data } = await graph.send(EmailChangeConfirmDocument, { input: { token, password } });
  const result = data?.emailChangeConfirm;
  if (!result) throw new Error("the address was not changed");
  switch (result.__typename) {
    case "EmailChanged":
      return { kind: "over", outcome: { kind: "done", email: result.email } };
    case "EmailTakenError":
      return { kind: "over", outcome: { kind: "taken" } };
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
