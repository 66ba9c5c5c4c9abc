/** The form to sign in. Afterwards the guest's cart becomes the account's; if both have goods, the person decides. */
import { Button, Credentials, Notice } from "@hansa/front/elements";
import { Form, forgetTyped, useChange } from "@hansa/front/islands";
import { useEffect, useState } from "react";
import { signIn } from "../../../shop/account/account.ts";
import { tooOftenText } from "../../../shop/account/refusals.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { bringCart, type ClaimOutcome } from "../../../shop/cart/claim.ts";
import { readGuest } from "../../../shop/cart/guest.ts";
import { isSignedIn } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import { CartQuestion } from "../elements/cart-question.tsx";
import { signInTexts } from "../texts.ts";

/** The name under which this tab keeps the address, until it is signed in. */
const form = "sign-in";

export type SignInLinks = {
  back: string;
  backWithoutCheckout: string;
  account: string;
  register: string;
  reset: string;
};
type SignInViewProps = { language: Language; links: SignInLinks };

export function SignInView({ language, links }: SignInViewProps) {
  const texts = signInTexts[language];
  const common = accountTexts[language];
  const { isBusy, text, send } = useChange(common.accountsAway);
  const [wasSignedIn, setWasSignedIn] = useState(false);
  const [claim, setClaim] = useState<Exclude<ClaimOutcome, { kind: "done" }>>();

  useEffect(() => setWasSignedIn(isSignedIn()), []);

  async function enter(email: string, password: string) {
    const outcome = await signIn(email.trim(), password);
    switch (outcome.kind) {
      case "signed in":
        forgetTyped(form);
        await take(await bringCart());
        return undefined;
      case "wrong":
        return { text: texts.wrong };
      case "too often":
        return { text: tooOftenText(outcome.retryAfterMs, language) };
      case "unreachable":
        return { text: common.accountsAway };
    }
  }

  async function take(outcome: ClaimOutcome): Promise<void> {
    if (outcome.kind === "done") goOn();
    else setClaim(outcome);
  }

  /** The page of the form does not stay in the history. */
  function goOn(): void {
    location.replace(readGuest().checkoutId === undefined ? links.backWithoutCheckout : links.back);
  }

  if (claim) return <CartQuestion language={language} claim={claim} onClaimed={take} onLater={goOn} />;
  return (
    <>
      {wasSignedIn ? (
        <div className="mb-6">
          <Notice>
            {texts.already}{" "}
            <a href={links.account} className="underline underline-offset-4">
              {texts.toAccount}
            </a>
          </Notice>
        </div>
      ) : null}
      <Form
        keptAs={form}
        className="space-y-4"
        onSend={(typed) => void send(() => enter(typed("email"), typed("password")))}
      >
        {text ? <Notice kind="fault">{text}</Notice> : null}
        <Credentials email={common.email} password={common.password} />
        <Button type="submit" className="w-full" isBusy={isBusy}>
          {common.signIn}
        </Button>
      </Form>
      <FurtherLinks language={language} links={links} />
    </>
  );
}

/** The ways of those who cannot sign in yet. */
function FurtherLinks({ language, links }: SignInViewProps) {
  const texts = signInTexts[language];
  return (
    <div className="mt-6 space-y-1">
      <p>
        <a href={links.reset} className="inline-flex min-h-11 items-center underline underline-offset-4">
          {texts.forgotten}
        </a>
      </p>
      <p>
        {texts.new}{" "}
        <a href={links.register} className="inline-flex min-h-11 items-center underline underline-offset-4">
          {accountTexts[language].register}
        </a>
      </p>
    </div>
  );
}
