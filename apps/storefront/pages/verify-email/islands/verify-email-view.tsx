/** The confirmation of an e-mail address, by the token of the mail and the password of the registration. */
import { buttonClass } from "@hansa/front/elements";
import { graphql } from "../../../generated/index.ts";
import { type LinkResult, MailLink } from "../../../shop/account/mail-link.tsx";
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

export function VerifyEmailView({ language, links }: VerifyEmailViewProps) {
  const texts = verifyEmailTexts[language];
  const common = accountTexts[language];

  async function send(token: string, password: string | undefined): Promise<LinkResult> {
    const { data } = await graph.send(EmailVerifyDocument, { input: { token, password } });
    const result = data?.emailVerify;
    if (!result) throw new Error("the address was not confirmed");
    switch (result.__typename) {
      case "EmailVerified":
        return { over: texts.done(result.email), isSuccess: true };
      case "InvalidTokenError":
        return { over: texts.invalid, isSuccess: false };
      default:
        return result;
    }
  }

  return (
    <MailLink language={language} texts={texts} asksPassword send={send}>
      {(isSuccess) => (
        <div className="flex flex-wrap gap-3">
          <a href={links.signIn} className={buttonClass()}>
            {common.signIn}
          </a>
          {isSuccess ? null : (
            <a href={links.register} className={buttonClass("secondary")}>
              {common.register}
            </a>
          )}
        </div>
      )}
    </MailLink>
  );
}
