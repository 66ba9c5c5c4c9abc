/** The fields of an address: those of its country, as the shop describes them. The choice of a country counts at once, and its form follows. */
import { Field, Notice, SelectField } from "@hansa/front/elements";
import { formatCountry } from "@hansa/front/format";
import { useEffect, useRef, useState } from "react";
import { type AddressForm, type AddressValues, readAddressForm } from "../address/form.ts";
import { addressTexts } from "../address/texts.ts";
import type { Language } from "../texts.ts";

export type AddressFieldsProps = {
  language: Language;
  countries: readonly string[];
  address: ShownAddress;
  problems: ReadonlyMap<string, string>;
  /** The purpose, where a browser may know another address for it. */
  purpose?: "billing";
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

export type ShownAddress = {
  /** The texts that are known, and their country or else the usual one. */
  known: AddressValues;
  country: string;
  /** The form of the chosen country; while that is read, or cannot be, the one before it. */
  form: AddressForm;
  hasFailed: boolean;
  /** Whether something is to be sent, and the form is late. */
  isWaiting: boolean;
  choose(country: string): void;
  /** Sends with the form of this country: if that is late, once it is shown, and what it has more is filled in. */
  sendWith(country: string, element: HTMLFormElement, send: (form: AddressForm) => void): void;
};

/** The form of an address in a form of an island, at first that of the known address. */
export function useAddressForm(usual: AddressForm, values: AddressValues, language: Language): ShownAddress {
  const [known] = useState(values);
  const [form, setForm] = useState(usual);
  const [state, setState] = useState<"shown" | "late" | "failed">("shown");
  const chosen = useRef(usual.country);
  const [waiting, setWaiting] = useState<HTMLFormElement>();

  async function read(country: string): Promise<void> {
    chosen.current = country;
    setState("late");
    const found = country === usual.country ? usual : await readAddressForm(country, language).catch(() => undefined);
    // The form of a country that was chosen before may come last.
    if (chosen.current !== country) return;
    if (found) setForm(found);
    setState(found ? "shown" : "failed");
  }

  useEffect(() => {
    if (waiting === undefined || state === "late") return;
    setWaiting(undefined);
    if (state === "shown") waiting.requestSubmit();
  }, [state, waiting]);

  return {
    known,
    country: known.country ?? usual.country,
    form,
    hasFailed: state === "failed",
    isWaiting: waiting !== undefined,
    choose: (country) => {
      if (country !== chosen.current) void read(country);
    },
    sendWith: (country, element, send) => {
      if (country === form.country) return send(form);
      setWaiting(element);
      if (country !== chosen.current || state === "failed") void read(country);
    },
  };
}

/** Two columns of the grid that it stands in. */
export function AddressFields({ language, countries, address, problems, purpose }: AddressFieldsProps) {
  const { form, known, country, hasFailed } = address;
  const texts = addressTexts[language];
  const completeAs = (token: string | undefined) => (purpose && token ? `${purpose} ${token}` : token);
  return (
    <>
      <SelectField
        label={texts.country}
        fault={problems.get("country")}
        name="country"
        autoComplete={completeAs("country")}
        defaultValue={country}
        options={countryOptions(countries, country, language)}
        className="col-span-2"
      />
      {hasFailed ? (
        <div className="col-span-2">
          <Notice kind="fault">{texts.countryUnknown}</Notice>
        </div>
      ) : null}
      {form.fields.map(({ name, label, required, maxLength, example }) =>
        name === "region" ? (
          <SelectField
            key={`${name} of ${form.country}`}
            label={label}
            fault={problems.get(name)}
            name={name}
            data-kept-as={`${name} of ${form.country}`}
            autoComplete={completeAs(autocompletes[name])}
            required={required}
            defaultValue={known.country === form.country ? (known[name] ?? "") : ""}
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
            hint={name === "vatId" ? texts.vatIdHint : undefined}
            fault={problems.get(name)}
            name={name}
            autoComplete={completeAs(autocompletes[name])}
            required={required}
            maxLength={maxLength}
            placeholder={example ?? undefined}
            defaultValue={known[name]}
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
