/** The steps of a checkout by their names: those that are done, and the one that a person is at. */
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import { isFree } from "./payment-step.tsx";

export function Steps({ checkout, language }: { checkout: CheckoutContent; language: Language }) {
  const texts = checkoutTexts[language];
  const { missing, shippingOptions, selectedShipping } = checkout;
  const lacksShipping = missing.includes("SHIPPING_METHOD");
  const lacksContact = missing.some((each) => each !== "SHIPPING_METHOD");
  const isSent = lacksShipping || lacksContact || shippingOptions.length > 0 || selectedShipping !== null;
  const steps = [
    { name: texts.contact, isDone: !lacksContact },
    ...(isSent ? [{ name: texts.shipping, isDone: !lacksContact && !lacksShipping }] : []),
    { name: isFree(checkout) ? texts.order : texts.payment, isDone: false },
  ];
  const current = steps.findIndex(({ isDone }) => !isDone);
  return (
    <ol aria-label={texts.steps} className="mt-4 mb-6 flex flex-wrap gap-x-4 gap-y-2 text-sm sm:gap-x-6 lg:mt-0">
      {steps.map(({ name, isDone }, index) => (
        <li
          key={name}
          aria-current={index === current ? "step" : undefined}
          className={`flex items-center gap-2 ${index === current ? "font-semibold" : "text-muted"}`}
        >
          <span
            aria-hidden="true"
            className={`size-6 rounded-full border text-center text-xs leading-5.5 ${index === current ? "border-accent-ink bg-accent text-on-accent" : "border-line-strong"}`}
          >
            {isDone ? "✓" : index + 1}
          </span>
          {/* On phones the others are their signs, in one row. */}
          <span className={index === current ? "" : "max-sm:sr-only"}>{name}</span>
          {isDone ? <span className="sr-only"> ({texts.stepDone})</span> : null}
        </li>
      ))}
    </ol>
  );
}
