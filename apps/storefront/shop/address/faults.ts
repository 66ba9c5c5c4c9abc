/** Faults of the fields of a contact: an address, or its e-mail. */
import { emailFaultText } from "../account/refusals.ts";
import { type Language, textsOf } from "../texts.ts";

export type Problem = { path: readonly string[]; code: string; message: string };

const faultTexts = textsOf("addressFaults");

/** By the field, some of which have texts of their own. A code that has no text keeps the message of the shop. */
export function addressFaults(problems: readonly Problem[], language: Language): ReadonlyMap<string, string> {
  const texts: Readonly<Record<string, string>> = faultTexts[language];
  return new Map(
    problems.map(({ path, code, message }) => {
      const field = path.at(-1) ?? "";
      if (field === "email") return [field, emailFaultText(code, language)];
      return [field, texts[`${field}.${code}`] ?? texts[code] ?? message];
    }),
  );
}
