/** The end of a session by the person's own wish: nothing that was read stays in the document. */
import { Button } from "@hansa/front/elements";
import { signOut } from "@hansa/front/graph";
import { forgetTyped, useChange } from "@hansa/front/islands";
import { graph } from "../shop/graph/client.ts";
import { forgetPresses } from "../shop/graph/press.ts";
import { language } from "../shop/language.ts";
import { addressOf } from "../shop/places/address.ts";
import { textsOf } from "../shop/texts.ts";

const texts = textsOf("frame")[language];

export function SignOut() {
  const { isBusy, text, send } = useChange(texts.signOutFailed);

  async function leave() {
    if (!(await signOut(graph))) return { text: texts.signOutFailed };
    forgetTyped();
    forgetPresses();
    location.assign(addressOf("/"));
    return undefined;
  }

  return (
    <>
      <Button look="quiet" className="-mx-1 text-sm" isBusy={isBusy} onClick={() => void send(leave)}>
        {texts.signOut}
      </Button>
      <p role="status" className="text-sm text-fault empty:hidden">
        {text}
      </p>
    </>
  );
}
