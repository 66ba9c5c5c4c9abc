/** Faults of the fields of a contact: an address, or its e-mail. */
import { emailFaultText } from "../account/refusals.ts";
import { defineTexts, type Language } from "../texts.ts";

export type Problem = { path: readonly string[]; code: string; message: string };

const faultTexts = defineTexts({
  en: {
    EMPTY: "This field is needed.",
    TOO_LONG: "This is too long.",
    FORMAT: "This does not have the form that the country uses.",
    UNKNOWN: "This is not known in the country.",
    AMBIGUOUS: "There are several of this name: choose one.",
    OTHER_REGION: "This belongs to another region.",
  },
  de: {
    EMPTY: "Dieses Feld wird gebraucht.",
    TOO_LONG: "Das ist zu lang.",
    FORMAT: "Das hat nicht die Form, die in diesem Land üblich ist.",
    UNKNOWN: "Das ist in diesem Land nicht bekannt.",
    AMBIGUOUS: "Davon gibt es mehrere: bitte eines wählen.",
    OTHER_REGION: "Das gehört zu einer anderen Region.",
  },
});

/** By the field. A code that has no text keeps the message of the shop. */
export function addressFaults(problems: readonly Problem[], language: Language): ReadonlyMap<string, string> {
  const texts: Readonly<Record<string, string>> = faultTexts[language];
  return new Map(
    problems.map(({ path, code, message }) => {
      const field = path.at(-1) ?? "";
      return [field, field === "email" ? emailFaultText(code, language) : (texts[code] ?? message)];
    }),
  );
}
