/** The cost of shipping by country, asked for when the buyer opens it. */
import { Button, SelectField } from "@hansa/front/elements";
import { formatAmount, formatCountry } from "@hansa/front/format";
import { useEffect, useRef, useState } from "react";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { type ShippingEstimate as Estimate, readShippingEstimate } from "../shipping.ts";
import { productTexts } from "../texts.ts";

type ShippingEstimateProps = {
  variantId: string;
  /** The country of the shop. */
  country: string;
  currency: string | null;
  language: Language;
};

export function ShippingEstimate({ variantId, country, currency, language }: ShippingEstimateProps) {
  const texts = productTexts[language];
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState(country);
  const [countries, setCountries] = useState<readonly string[]>([country]);
  const { estimate, retry } = useEstimate(isOpen, variantId, chosen, currency);
  // Opened before the start.
  useEffect(() => setIsOpen(details.current?.open ?? false), []);
  useEffect(() => {
    if (estimate && estimate !== "away" && estimate.countries.length > 0) setCountries(estimate.countries);
  }, [estimate]);
  return (
    <details
      ref={details}
      className="mt-6 border-t border-line pt-2 text-sm"
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary className="min-h-11 cursor-pointer py-3 font-medium">{texts.estimate}</summary>
      <noscript>{texts.estimateAtCheckout}</noscript>
      <SelectField
        label={texts.country}
        value={chosen}
        options={(countries.includes(chosen) ? countries : [chosen, ...countries]).map((code) => ({
          value: code,
          label: formatCountry(code, language),
        }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <div aria-live="polite" className="min-h-16 pt-3">
        {estimate === undefined ? null : estimate === "away" ? (
          <>
            <p>{texts.estimateAway}</p>
            <Button look="quiet" onClick={retry}>
              {texts.estimateAgain}
            </Button>
          </>
        ) : estimate.options.length === 0 ? (
          <p>{texts.notSent}</p>
        ) : (
          <ul className="space-y-2">
            {estimate.options.map(({ id, label, price, etaDaysMin, etaDaysMax }) => (
              <li key={id} className="flex gap-3">
                <span className="grow">
                  <span lang={catalogueLang()}>{label}</span>
                  <span className="block text-muted">{shopTexts[language].workingDays(etaDaysMin, etaDaysMax)}</span>
                </span>
                <span>{formatAmount(price, language)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}

/** Undefined: not asked for, or on its way. A response that comes after another choice is left out. */
function useEstimate(isOpen: boolean, variantId: string, country: string, currency: string | null) {
  const [estimate, setEstimate] = useState<Estimate | "away">();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    setEstimate(undefined);
    void readShippingEstimate(variantId, country, currency)
      .catch(() => null)
      .then((read) => {
        if (isCurrent) setEstimate(read ?? "away");
      });
    return () => {
      isCurrent = false;
    };
  }, [isOpen, variantId, country, currency, attempt]);
  return { estimate, retry: () => setAttempt((count) => count + 1) };
}
