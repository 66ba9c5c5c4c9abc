/** The time that is left of a reservation, by the server's clock; and near its end a note, wherever the page is, that offers more. */
import { Button } from "@hansa/front/elements";
import { useEffect, useRef, useState } from "react";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { checkoutTexts } from "../texts.ts";

type CountdownProps = {
  until: string;
  language: Language;
  isBusy: boolean;
  /** Whether the goods are reserved again when the time is over. */
  isRenewed: boolean;
  onExtend(): void;
  /** Called when the time is over, and again until the checkout has another one. */
  onEnd(): void;
};

/** Between two readings of a checkout whose time is over, in seconds. */
const askAgainS = 3;
/** The note comes so long before the end: WCAG 2.2.1 asks for twenty seconds. In milliseconds. */
const noticeMs = 60_000;

export function Countdown({ until, language, isBusy, isRenewed, onExtend, onEnd }: CountdownProps) {
  const texts = checkoutTexts[language];
  const [leftMs, setLeftMs] = useState(() => leftUntil(until));
  const [isPressed, setIsPressed] = useState(false);
  const note = useRef<HTMLParagraphElement>(null);
  const isEnding = leftMs <= noticeMs;
  const isKept = isRenewed || !isEnding;

  useEffect(() => {
    setLeftMs(leftUntil(until));
    let overdue = 0;
    const timer = setInterval(() => {
      const left = leftUntil(until);
      setLeftMs(left);
      // The words in place of the press stay until the focus has left them.
      if (left > noticeMs && document.activeElement !== note.current) setIsPressed(false);
      if (left > 0) return;
      // The shop ends reservations in turn: it may still be open.
      if (overdue % askAgainS === 0) onEnd();
      overdue += 1;
    }, 1_000);
    return () => clearInterval(timer);
  }, [until]);

  // In place of the button, which is gone.
  useEffect(() => {
    if (isPressed && isKept) note.current?.focus();
  }, [isPressed, isKept]);

  function extend(): void {
    setIsPressed(true);
    onExtend();
  }

  const seconds = Math.max(0, Math.floor(leftMs / 1_000));
  const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <>
      <p className="text-sm text-muted">{texts.held(shown)}</p>
      <div aria-live="polite">
        {isEnding || isPressed ? (
          <div className="fixed inset-x-3 bottom-3 z-20 mx-auto flex max-w-xl flex-wrap items-center justify-between gap-3 rounded-2xl border border-line-strong bg-surface p-4">
            <p ref={note} tabIndex={-1} className="outline-none">
              {isKept ? texts.holdStays : texts.holdEnds}
            </p>
            {isKept ? null : (
              <Button look="secondary" isBusy={isBusy} onClick={extend}>
                {texts.extendHold}
              </Button>
            )}
          </div>
        ) : null}
      </div>
    </>
  );
}

function leftUntil(until: string): number {
  return Date.parse(until) - graph.now();
}
