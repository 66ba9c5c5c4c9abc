/** The confirmation of an e-mail address, by the token of the mail. */
import { buttonClass, Notice } from "@hansa/front/elements";
import { graphql } from "../../../generated/index.ts";
import { useMailLink } from "../../../shop/account/mail-link.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { verifyEmailTexts } from "../texts.ts";

const EmailVerifyDocument = graphql(`
  mutation StorefrontEmailVerify($input: EmailVerifyInput!) {
    emailVerify(input: $input) {
      __typename
      ... on EmailVerified { email }
    }
  }
`);

type VerifyEmailViewProps = { language: Language; links: { signIn: string; register: string } };
type Outcome = { kind: "invalid" } | { kind: "done"; email: string };

export function VerifyEmailView({ language, links }: VerifyEmailViewProps) {
  const texts = verifyEmailTexts[language];
  const common = accountTexts[language];
  const { shown, retry } = useMailLink(sendToken);
  if (shown.kind === "checking") return <p role="status">{texts.checking}</p>;
  if (shown.kind === "unreachable")
    return <Unreachable language={language} text={common.accountsAway} onRetry={retry} />;
  return (
    <div className="space-y-6">
      {shown.kind === "done" ? <Notice kind="success">{texts.done(shown.email)}</Notice> : null}
      {shown.kind === "invalid" ? <Notice kind="fault">{texts.invalid}</Notice> : null}
      {shown.kind === "no token" ? <p>{texts.noToken}</p> : null}
      <div className="flex flex-wrap gap-3">
        <a href={links.signIn} className={buttonClass()}>
          {common.signIn}
        </a>
        {shown.kind === "done" ? null : (
          <a href={links.register} className={buttonClass("secondary")}>
            {common.register}
          </a>
        )}
      </div>
    </div>
  );
}

async function sendToken(token: string): Promise<Outcome> {
  const { data } = await graph.send(EmailVerifyDocument, { input: { token } });
  const result = data?.emailVerify;
  if (!result) throw new Error("the address was not confirmed");
  switch (result.__typename) {
    case "EmailVerified":
      return { kind: "done", email: result.email };
    case "InvalidTokenError":
      return { kind: "invalid" };
  }
}
