/** The time that is left of a reservation, by the server's clock. */
import { useEffect, useState } from "react";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { checkoutTexts } from "../texts.ts";

type CountdownProps = {
  until: string;
  language: Language;
  /** Called when the time is over, and again until the checkout has another one. */
  onEnd(): void;
};

/** Between two readings of a checkout whose time is over, in seconds. */
const askAgainS = 3;

export function Countdown({ until, language, onEnd }: CountdownProps) {
  const [leftMs, setLeftMs] = useState(() => leftUntil(until));
  useEffect(() => {
    let overdue = 0;
    const timer = setInterval(() => {
      const left = leftUntil(until);
      setLeftMs(left);
      if (left > 0) return;
      // The shop ends reservations in turn: it may still be open.
      if (overdue % askAgainS === 0) onEnd();
      overdue += 1;
    }, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  const seconds = Math.max(0, Math.floor(leftMs / 1_000));
  const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return <p className="text-sm text-muted">{checkoutTexts[language].held(shown)}</p>;
}

function leftUntil(until: string): number {
  return Date.parse(until) - graph.now();
}
