/** The change of the e-mail address of an account, by the token of the mail. */
import { buttonClass, Notice } from "@hansa/front/elements";
import { graphql } from "../../../generated/index.ts";
import { useMailLink } from "../../../shop/account/mail-link.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { confirmEmailTexts } from "../texts.ts";

const EmailChangeConfirmDocument = graphql(`
  mutation StorefrontEmailChangeConfirm($input: EmailChangeConfirmInput!) {
    emailChangeConfirm(input: $input) {
      __typename
      ... on EmailChanged { email }
    }
  }
`);

type ConfirmEmailViewProps = { language: Language; links: { settings: string } };
type Outcome = { kind: "done"; email: string } | { kind: "taken" | "invalid" };

export function ConfirmEmailView({ language, links }: ConfirmEmailViewProps) {
  const texts = confirmEmailTexts[language];
  const { shown, retry } = useMailLink(sendToken);
  if (shown.kind === "checking") return <p role="status">{texts.checking}</p>;
  if (shown.kind === "unreachable")
    return <Unreachable language={language} text={accountTexts[language].accountsAway} onRetry={retry} />;
  return (
    <div className="space-y-6">
      {shown.kind === "done" ? <Notice kind="success">{texts.done(shown.email)}</Notice> : null}
      {shown.kind === "invalid" || shown.kind === "taken" ? <Notice kind="fault">{texts[shown.kind]}</Notice> : null}
      {shown.kind === "no token" ? <p>{texts.noToken}</p> : null}
      <a href={links.settings} className={buttonClass()}>
        {texts.toSettings}
      </a>
    </div>
  );
}

async function sendToken(token: string): Promise<Outcome> {
  const { data } = await graph.send(EmailChangeConfirmDocument, { input: { token } });
  const result = data?.emailChangeConfirm;
  if (!result) throw new Error("the address was not changed");
  switch (result.__typename) {
    case "EmailChanged":
      return { kind: "done", email: result.email };
    case "EmailTakenError":
      return { kind: "taken" };
    case "InvalidTokenError":
      return { kind: "invalid" };
  }
}
