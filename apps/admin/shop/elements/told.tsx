/** The message about a change, shown on the page to which the form has led. */
import { Message } from "@hansa/front/elements";
import { useState } from "react";
import { takeTold } from "../places/told.ts";

/** Keyed by its address: a page that stays while its address changes tells nothing of another one. */
export function Told({ at }: { at: string }) {
  return <ToldText key={at} at={at} />;
}

function ToldText({ at }: { at: string }) {
  const [text] = useState(() => takeTold(at));
  return (
    <Message kind="success" className="mt-4">
      {text}
    </Message>
  );
}
