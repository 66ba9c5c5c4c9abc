/** The form to sign in. It lies over the page, which stays as it is: what was typed and read is there afterwards. */
import { Button, Credentials, Dialog, Notice } from "@hansa/front/elements";
import { signIn } from "@hansa/front/graph";
import { Form, useChange } from "@hansa/front/islands";
import { useEffect } from "react";
import { graph } from "../shop/graph/client.ts";
import { beginSession } from "../shop/graph/session-state.ts";
import { readAgain } from "../shop/graph/use-reading.ts";
import { language } from "../shop/language.ts";
import { textsOf } from "../shop/texts.ts";

const texts = textsOf("signIn")[language];

/** `isFirst`: no person has worked in this document yet. */
type SignInDialogProps = { isOpen: boolean; isFirst: boolean };

export function SignInDialog({ isOpen, isFirst }: SignInDialogProps) {
  const { isBusy, text, send } = useChange(texts.unreachable);

  // Another tab may have signed in meanwhile.
  useEffect(() => {
    if (!isOpen) return undefined;
    const read = () => void readAgain();
    addEventListener("focus", read);
    return () => removeEventListener("focus", read);
  }, [isOpen]);

  async function enter(email: string, password: string) {
    const outcome = await signIn(graph, email.trim(), password);
    switch (outcome.kind) {
      case "signed in":
        beginSession();
        void readAgain();
        return undefined;
      case "wrong":
        return { text: texts.wrong };
      case "too often":
        return { text: texts.tooOften(Math.max(1, Math.ceil(outcome.retryAfterMs / 60_000))) };
      case "unreachable":
        return { text: texts.unreachable };
    }
  }

  return (
    <Dialog
      label={texts.title}
      isOpen={isOpen}
      mustStay
      onClose={() => undefined}
      className="m-auto w-full max-w-sm rounded-xl border p-6"
    >
      <h2 className="text-lg font-bold">{texts.title}</h2>
      <p className="mt-1 text-muted">{isFirst ? texts.first : texts.again}</p>
      <Form className="mt-4 space-y-4" onSend={(typed) => void send(() => enter(typed("email"), typed("password")))}>
        {text ? <Notice kind="fault">{text}</Notice> : null}
        <Credentials email={texts.email} password={texts.password} />
        <Button type="submit" className="w-full" isBusy={isBusy}>
          {texts.press}
        </Button>
      </Form>
    </Dialog>
  );
}
