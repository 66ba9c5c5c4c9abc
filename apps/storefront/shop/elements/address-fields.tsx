/** The fields of an address: those of its country, as the shop describes them. */
import { Field, Notice, SelectField } from "@hansa/front/elements";
import { formatCountry } from "@hansa/front/format";
import { useEffect, useState } from "react";
import { type AddressForm, type AddressValues, readAddressForm } from "../address/form.ts";
import { addressTexts } from "../address/texts.ts";
import type { Language } from "../texts.ts";

export type AddressFieldsProps = {
  language: Language;
  countries: readonly string[];
  form: AddressForm;
  values: AddressValues;
  problems: ReadonlyMap<string, string>;
  /** Another country has another form; values of fields that it lacks are not sent. */
  onForm(form: AddressForm): void;
  onValues(change: (before: AddressValues) => AddressValues): void;
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

/** The form that is shown: at first this one, or that of the country of a known address. */
export function useAddressForm(usual: AddressForm, country: string | undefined, language: Language) {
  const [form, setForm] = useState(usual);
  useEffect(() => {
    if (country === undefined || country === usual.country) return;
    void readAddressForm(country, language).then(setForm, () => undefined);
  }, []);
  return [form, setForm] as const;
}

/** Two columns of the grid that it stands in. */
export function AddressFields(props: AddressFieldsProps) {
  const { language, countries, form, values, problems, onForm, onValues } = props;
  const texts = addressTexts[language];
  const [hasFailed, setHasFailed] = useState(false);
  const change = (name: string, value: string) => onValues((before) => ({ ...before, [name]: value }));

  async function changeCountry(country: string): Promise<void> {
    setHasFailed(false);
    try {
      onForm(await readAddressForm(country, language));
      onValues(({ region: _region, ...others }) => others);
    } catch {
      setHasFailed(true);
    }
  }

  return (
    <>
      {hasFailed ? (
        <div className="col-span-2">
          <Notice kind="fault">{texts.countryUnknown}</Notice>
        </div>
      ) : null}
      <SelectField
        label={texts.country}
        fault={problems.get("country")}
        name="country"
        autoComplete="country"
        value={form.country}
        onChange={(event) => void changeCountry(event.currentTarget.value)}
        options={countryOptions(countries, form.country, language)}
        className="col-span-2"
      />
      {form.fields.map(({ name, label, required, maxLength, example }) =>
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
              ...form.regions.map((region) => ({ value: region.code, label: region.name })),
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
    </>
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
