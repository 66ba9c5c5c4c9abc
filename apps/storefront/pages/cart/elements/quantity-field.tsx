/** The quantity of a line: a field that takes keys while one is saved, between presses for one less and one more. */
import { useLastChoice } from "@hansa/front/islands";
import { useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { cartTexts } from "../texts.ts";

/** A pause in typing or stepping after which a quantity is sent, in milliseconds. */
const pauseMs = 300;
const mostUnits = 1_000;

type QuantityFieldProps = {
  title: string;
  quantity: number;
  language: Language;
  isBusy: boolean;
  onQuantity(quantity: number): void;
};

/** One that is left without a quantity shows that of the cart. */
export function QuantityField({ title, quantity, language, isBusy, onQuantity }: QuantityFieldProps) {
  const texts = cartTexts[language];
  const [text, setText] = useState<string>();
  const { shown, choose, sendNow, forget } = useLastChoice(isBusy, pauseMs, (asked: number) => {
    if (asked !== quantity) onQuantity(asked);
  });
  const current = shown ?? quantity;

  function type(typed: string): void {
    const asked = Number(typed);
    const isQuantity = Number.isInteger(asked) && asked > 0;
    setText(isQuantity ? undefined : typed);
    if (isQuantity) choose(asked);
    else forget();
  }

  /** The press stays usable at its end, so that it keeps the focus. */
  function step(by: number): void {
    const asked = current + by;
    if (asked < 1 || asked > mostUnits) return;
    setText(undefined);
    choose(asked);
  }

  return (
    <div className="flex rounded-full border border-line-strong bg-surface">
      <Step name={texts.less(title)} sign="−" isAtEnd={current <= 1} onStep={() => step(-1)} />
      <input
        type="number"
        inputMode="numeric"
        min={1}
        max={mostUnits}
        aria-label={texts.quantityOf(title)}
        value={text ?? current}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") sendNow();
        }}
        onBlur={() => {
          setText(undefined);
          sendNow();
        }}
        className="stepped min-h-11 w-12 bg-surface text-center"
      />
      <Step name={texts.more(title)} sign="+" isAtEnd={current >= mostUnits} onStep={() => step(1)} />
    </div>
  );
}

type StepProps = { name: string; sign: string; isAtEnd: boolean; onStep(): void };

function Step({ name, sign, isAtEnd, onStep }: StepProps) {
  return (
    <button
      type="button"
      aria-label={name}
      aria-disabled={isAtEnd || undefined}
      onClick={onStep}
      className="size-11 cursor-pointer rounded-full border border-transparent text-lg aria-disabled:cursor-default aria-disabled:opacity-40"
    >
      {sign}
    </button>
  );
}
