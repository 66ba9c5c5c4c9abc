/** Presses of the cart, and the way to another page: each comes after what was chosen before it, and what is chosen meanwhile is not lost. */
import { useWaitingChoices } from "@hansa/front/islands";
import { type ReactNode, useEffect, useState } from "react";
import type { Reading } from "../../shop/reading.ts";
import type { CartContent } from "./actions.ts";

/** The act of a press, on the cart as it is then. */
export type Press = (cart: CartContent) => unknown;

/** `again`: what leads there once more, after a choice that was made while the page there was loading. */
type Destination = { href: string; again: Press };

type PressParts = { shown: Reading<CartContent>; isBusy: boolean; text: ReactNode };

export function usePresses({ shown, isBusy, text }: PressParts) {
  const isChoiceWaiting = useWaitingChoices();
  const [pressed, setPressed] = useState<{ act: Press; follows: boolean }>();
  const [destination, setDestination] = useState<Destination>();

  /**
   * A press counts once no change is in progress and no choice waits, as a quantity that was left for it, and unless one that it `follows` was
   * refused. The last one counts.
   */
  function press(act: Press, follows = isBusy || isChoiceWaiting): void {
    setPressed({ act, follows });
  }

  useEffect(() => {
    if (pressed === undefined || isBusy || isChoiceWaiting) return;
    setPressed(undefined);
    if (typeof shown === "object" && shown && !(pressed.follows && text)) pressed.act(shown);
  }, [pressed, isBusy, isChoiceWaiting]);

  // A choice that is made while the next page loads comes before it.
  useEffect(() => {
    if (destination === undefined) return;
    if (!isChoiceWaiting) return location.assign(destination.href);
    window.stop();
    setDestination(undefined);
    press(destination.again, true);
  }, [destination, isChoiceWaiting]);

  // A page that comes back from the cache of the browser leads nowhere.
  useEffect(() => {
    const stay = () => setDestination(undefined);
    window.addEventListener("pagehide", stay);
    return () => window.removeEventListener("pagehide", stay);
  }, []);

  return { press, leave: (href: string, again: Press) => setDestination({ href, again }) };
}
