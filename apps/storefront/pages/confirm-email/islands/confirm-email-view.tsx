/** The change of the e-mail address of an account, by the token of the mail and a session or the password of that account. */
import { buttonClass } from "@hansa/front/elements";
import { graphql } from "../../../generated/index.ts";
import { type LinkResult, MailLink } from "../../../shop/account/mail-link.tsx";
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

export function ConfirmEmailView({ language, links }: ConfirmEmailViewProps) {
  const texts = confirmEmailTexts[language];

  async function send(token: string, password: string | undefined): Promise<LinkResult> {
    const { data } = await graph.send(EmailChangeConfirmDocument, { input: { token, password } });
    const result = data?.emailChangeConfirm;
    if (!result) throw new Error("the address was not changed");
    switch (result.__typename) {
      case "EmailChanged":
        return { over: texts.done(result.email), isSuccess: true };
      case "EmailTakenError":
        return { over: texts.taken, isSuccess: false };
      case "InvalidTokenError":
        return { over: texts.invalid, isSuccess: false };
      default:
        return result;
    }
  }

  return (
    <MailLink language={language} texts={texts} asksPassword={!isSignedIn()} send={send}>
      {() => (
        <a href={links.settings} className={buttonClass()}>
          {texts.toSettings}
        </a>
      )}
    </MailLink>
  );
}
