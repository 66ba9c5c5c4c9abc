/** The form of e-mail and address: its fields are those of the country, as the shop describes them. */
import { Button, Field, Notice, SelectField } from "@hansa/front/elements";
import { formatCountry } from "@hansa/front/format";
import { useState } from "react";
import type { AddressInput } from "../../../generated/graphql.ts";
import type { Language } from "../../../shop/texts.ts";
import { type AddressForm, type CheckoutContent, readAddressForm } from "../actions.ts";
import { checkoutTexts } from "../texts.ts";

type Values = Readonly<Record<string, string>>;

export type ContactFormProps = {
  checkout: CheckoutContent;
  language: Language;
  countries: readonly string[];
  form: AddressForm;
  isBusy: boolean;
  problems: ReadonlyMap<string, string>;
  onSave(email: string, address: AddressInput): void;
};

/** The tokens of browsers for fields, so that they fill in what they know. */
const autocompletes: Record<string, string> = {
  firstName: "given-name",
  lastName: "family-name",
  company: "organization",
  line1: "address-line1",
  line2: "address-line2",
  city: "address-level2",
  region: "address-level1",
  postalCode: "postal-code",
  phone: "tel",
};

/** Fields of a company that a person seldom needs. */
const hiddenFields = ["vatId"];

export function ContactForm({ checkout, language, countries, form, isBusy, problems, onSave }: ContactFormProps) {
  const texts = checkoutTexts[language];
  const [email, setEmail] = useState(checkout.email ?? "");
  const [shownForm, setShownForm] = useState(form);
  const [values, setValues] = useState<Values>(() => valuesOf(checkout));
  const [hasFailed, setHasFailed] = useState(false);
  const change = (name: string, value: string) => setValues((before) => ({ ...before, [name]: value }));

  async function changeCountry(country: string): Promise<void> {
    setHasFailed(false);
    try {
      setShownForm(await readAddressForm(country, language));
      setValues(({ region: _region, ...others }) => others);
    } catch {
      setHasFailed(true);
    }
  }

  const fields = shownForm.fields.filter(({ name }) => !hiddenFields.includes(name));
  return (
    <form
      className="grid grid-cols-2 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(email.trim(), addressOf(shownForm, values));
      }}
    >
      {problems.size > 0 || hasFailed ? (
        <div className="col-span-2">
          <Notice kind="fault">{hasFailed ? texts.unknown : texts.checkFields}</Notice>
        </div>
      ) : null}
      <Field
        label={texts.email}
        hint={texts.emailHint}
        fault={problems.get("email")}
        type="email"
        name="email"
        autoComplete="email"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        className="col-span-2"
      />
      <SelectField
        label={texts.country}
        fault={problems.get("country")}
        name="country"
        autoComplete="country"
        value={shownForm.country}
        onChange={(event) => void changeCountry(event.currentTarget.value)}
        options={countryOptions(countries, shownForm.country, language)}
        className="col-span-2"
      />
      {fields.map(({ name, label, required, maxLength, example }) =>
        name === "region" ? (
          <SelectField
            key={name}
            label={label}
            fault={problems.get(name)}
            name={name}
            autoComplete={autocompletes[name]}
            required={required}
            value={values[name] ?? ""}
            onChange={(event) => change(name, event.currentTarget.value)}
            options={[
              { value: "", label: texts.region },
              ...shownForm.regions.map((region) => ({ value: region.code, label: region.name })),
            ]}
            className="col-span-2"
          />
        ) : (
          <Field
            key={name}
            label={required ? label : texts.optional(label)}
            fault={problems.get(name)}
            name={name}
            autoComplete={autocompletes[name]}
            required={required}
            maxLength={maxLength}
            placeholder={example ?? undefined}
            value={values[name] ?? ""}
            onChange={(event) => change(name, event.currentTarget.value)}
            className={isShort(name) ? "col-span-1" : "col-span-2"}
          />
        ),
      )}
      <Button type="submit" isBusy={isBusy} className="col-span-2">
        {texts.save}
      </Button>
    </form>
  );
}

function isShort(name: string): boolean {
  return ["firstName", "lastName", "postalCode", "city"].includes(name);
}

function countryOptions(countries: readonly string[], chosen: string, language: Language) {
  const codes = countries.includes(chosen) ? countries : [chosen, ...countries];
  return codes
    .map((code) => ({ value: code, label: formatCountry(code, language) }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
}

function valuesOf({ shippingAddress }: CheckoutContent): Values {
  const entries = Object.entries(shippingAddress ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** The address that was typed: fields that the country does not use are empty, as the graph wants them. */
function addressOf({ country, fields }: AddressForm, values: Values): AddressInput {
  const used = fields.flatMap(({ name }): [string, string][] => {
    const value = values[name]?.trim();
    return value ? [[name, value]] : [];
  });
  return { lastName: "", line1: "", city: "", postalCode: "", ...Object.fromEntries(used), country };
}
