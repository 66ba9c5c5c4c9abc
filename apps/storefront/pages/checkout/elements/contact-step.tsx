/** The step of e-mail and addresses: the address book of an account, the form of a new address, or the saved ones with ways to change them. */
import { Button } from "@hansa/front/elements";
import { useState } from "react";
import type { AddressInput } from "../../../generated/graphql.ts";
import type { AddressForm } from "../../../shop/address/form.ts";
import { AddressLines } from "../../../shop/elements/address-lines.tsx";
import { isSignedIn } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutUpdate } from "../actions.ts";
import type { Buyer, CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import type { EditedAddress } from "../use-steps.ts";
import { BillingStep } from "./billing-step.tsx";
import { ContactForm } from "./contact-form.tsx";
import { SavedAddresses } from "./saved-addresses.tsx";
import { VatIdAnswer } from "./vat-id-answer.tsx";

export type ContactStepProps = {
  checkout: CheckoutContent;
  buyer: Buyer | null;
  countries: readonly string[];
  form: AddressForm;
  language: Language;
  signInLink: string;
  isBusy: boolean;
  problems: ReadonlyMap<string, string>;
  editing: EditedAddress;
  onEdit(address: EditedAddress): void;
  onSave(update: CheckoutUpdate): void;
};

export function ContactStep(props: ContactStepProps) {
  const { checkout, buyer, countries, form, language, signInLink, isBusy, problems, editing, onEdit, onSave } = props;
  const texts = checkoutTexts[language];
  const [isNewAddress, setIsNewAddress] = useState(false);
  const { missing, email, shippingAddress, billingAddress, selectedShipping, vatIdCheck } = checkout;
  // Goods without a parcel have a billing address alone.
  const isUnsent = shippingAddress === null && !missing.includes("SHIPPING_ADDRESS");
  const known = isUnsent ? billingAddress : shippingAddress;
  const isMissing = missing.some((each) => each !== "SHIPPING_METHOD");
  const addresses = buyer?.addresses ?? [];

  function saveTyped(typedEmail: string, address: AddressInput): void {
    onSave({ email: typedEmail, ...(isUnsent ? { billingAddress: address } : { shippingAddress: address }) });
  }

  function saveChosen(savedAddressId: string): void {
    onSave({ savedAddressId, ...(!email && buyer?.email ? { email: buyer.email } : {}) });
  }

  if (!isMissing && editing !== "contact") {
    return (
      <>
        <div className="flex items-start justify-between gap-4">
          <AddressLines address={known} before={email ?? null} language={language} />
          <Button look="quiet" className="shrink-0" isBusy={isBusy} onClick={() => onEdit("contact")}>
            {texts.change}
          </Button>
        </div>
        {isUnsent ? null : <BillingStep {...props} isOpen={editing === "billing"} />}
        {vatIdCheck ? (
          <div className="mt-4">
            <VatIdAnswer
              check={vatIdCheck}
              language={language}
              isBusy={isBusy}
              onRepeat={selectedShipping ? () => onSave({ shippingOptionId: selectedShipping.id }) : null}
            />
          </div>
        ) : null}
      </>
    );
  }
  if (addresses.length > 0 && !isNewAddress && !isUnsent) {
    return (
      <SavedAddresses
        addresses={addresses}
        language={language}
        isBusy={isBusy}
        onChoose={saveChosen}
        onOther={() => setIsNewAddress(true)}
      />
    );
  }
  return (
    <>
      {buyer === null ? <AccountHint language={language} signInLink={signInLink} /> : null}
      <ContactForm
        checkout={checkout}
        language={language}
        countries={countries}
        form={form}
        known={known}
        accountEmail={buyer?.email ?? null}
        isBusy={isBusy}
        problems={problems}
        onSave={saveTyped}
      />
      {addresses.length > 0 && !isUnsent ? (
        <Button look="quiet" className="mt-2" isBusy={isBusy} onClick={() => setIsNewAddress(false)}>
          {texts.backToBook}
        </Button>
      ) : null}
    </>
  );
}

/** For a guest the way to sign in; for an account whose service is away, that it is. */
function AccountHint({ language, signInLink }: { language: Language; signInLink: string }) {
  const texts = checkoutTexts[language];
  if (isSignedIn()) return <p className="mb-4 text-sm">{texts.buyerAway}</p>;
  return (
    <p className="mb-4 text-sm">
      {texts.haveAccount}{" "}
      <a href={signInLink} className="inline-flex min-h-11 items-center underline underline-offset-4">
        {texts.signIn}
      </a>
    </p>
  );
}
