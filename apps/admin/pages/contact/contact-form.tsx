/** The form in which the contact of an order is corrected: the fields of its address are those of its country. */
import { Field, SelectField } from "@hansa/front/elements";
import { formatCountry } from "@hansa/front/format";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { useState } from "react";
import { OrderForm } from "../../shop/changes/order-form.tsx";
import { pressOnce } from "../../shop/graph/press.ts";
import { language } from "../../shop/language.ts";
import { type AddressForm, addressTexts, type Contact, emailField, readCorrection } from "./contact.ts";
import { updateContact } from "./contact-update.ts";
import { texts } from "./texts.ts";

/** `contact` is read again beside the form; `form` is undefined for an order of which nothing is sent. */
type ContactFormProps = { number: string; contact: Contact; form: AddressForm | undefined };

export function ContactForm({ number, contact, form }: ContactFormProps) {
  // From the first change of a field on a correction is judged by what was read then, until a refusal has told what has changed since.
  const [begun, setBegun] = useState<{ read: Contact; at: string }>();
  const { read, at } = begun ?? { read: contact, at: contact.updatedAt };
  // Text that was typed over another state of the order is none for this one.
  const name = `contact ${contact.id} ${at}`;

  function follow(typed: Typed): void {
    if (begun === undefined && readCorrection(typed, { read, form }) !== undefined) setBegun({ read, at });
  }

  async function correct(typed: Typed): Promise<ChangeOutcome> {
    const correction = readCorrection(typed, { read, form });
    if (correction === undefined) return { text: texts.nothingChanged };
    const input = { orderId: read.id, ...correction, expectedUpdatedAt: read.updatedAt };
    const onChanged = (now: Contact) => setBegun({ read: now, at });
    return pressOnce(name, (idempotencyKey) => updateContact({ ...input, idempotencyKey }, { form, onChanged }));
  }

  return (
    <OrderForm number={number} keptAs={name} press={texts.press} act={correct} onTyped={follow}>
      {(faults) => (
        <>
          <p className="text-muted">{texts.hint}</p>
          <Field
            label={texts.email}
            name={emailField}
            inputMode="email"
            autoComplete="off"
            required
            maxLength={254}
            defaultValue={read.email ?? ""}
            fault={faults.get(emailField)}
          />
          {form ? (
            <AddressFields
              form={form}
              known={addressTexts(read)}
              regionName={read.shippingAddress?.regionName}
              faults={faults}
            />
          ) : null}
        </>
      )}
    </OrderForm>
  );
}

type AddressFieldsProps = {
  form: AddressForm;
  known: Readonly<Record<string, string>>;
  regionName: string | null | undefined;
  faults: ReadonlyMap<string, string>;
};

/** Fields that stand beside each other. */
const short: readonly string[] = ["firstName", "lastName", "postalCode", "city", "vatId", "phone"];

function AddressFields({ form: { country, fields, regions }, known, regionName, faults }: AddressFieldsProps) {
  return (
    <fieldset className="grid min-w-0 grid-cols-2 gap-4">
      <legend className="mb-2 text-sm font-bold">{texts.shipTo(formatCountry(country, language))}</legend>
      {fields.map(({ name, label, required, maxLength, example }) => {
        const usual = { label, name, required, defaultValue: known[name] ?? "", fault: faults.get(name) };
        const className = short.includes(name) ? "col-span-1" : "col-span-2";
        return name === "region" ? (
          <SelectField
            key={name}
            {...usual}
            options={regionOptions(regions, known[name], regionName)}
            className={className}
          />
        ) : (
          <Field
            key={name}
            {...usual}
            autoComplete="off"
            maxLength={maxLength}
            placeholder={example ?? undefined}
            className={className}
          />
        );
      })}
    </fieldset>
  );
}

/** The regions to choose from. One that the address has and the country does not list stays what it is. */
function regionOptions(regions: AddressForm["regions"], code: string | undefined, name: string | null | undefined) {
  const isListed = code === undefined || regions.some((region) => region.code === code);
  return [
    { value: "", label: texts.noRegion },
    ...(isListed ? [] : [{ value: code, label: name ?? code }]),
    ...regions.map((region) => ({ value: region.code, label: region.name })),
  ];
}
