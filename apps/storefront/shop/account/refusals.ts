/** Refusals that several pages of accounts show, as texts. */

import type { Language } from "../texts.ts";
import { accountTexts } from "./texts.ts";

type Problem = { path: readonly string[]; code: string; message: string };

/** Why a password is not taken. */
export function weakPasswordText(
  { minimumLength, guessable }: { minimumLength: number; guessable: boolean },
  language: Language,
): string {
  const texts = accountTexts[language];
  return guessable ? texts.guessable : texts.tooShort(minimumLength);
}

export function tooOftenText(retryAfterMs: number, language: Language): string {
  return accountTexts[language].tooOften(Math.max(1, Math.ceil(retryAfterMs / 60_000)));
}

/** The fault of an e-mail address, by the code of the refusal. */
export function emailFaultText(code: string, language: Language): string {
  const { emailFormat, emailLocalPart } = accountTexts[language];
  return code === "LOCAL_PART" ? emailLocalPart : emailFormat;
}

/** The faults of the fields of an account, by the field. */
export function accountFaults(problems: readonly Problem[], language: Language): ReadonlyMap<string, string> {
  const texts = accountTexts[language];
  const faults = problems.map(({ path, code, message }): [string, string] => {
    const field = path.at(-1) ?? "";
    if (field === "email") return [field, emailFaultText(code, language)];
    if (field === "displayName") return [field, code === "RESERVED" ? texts.nameReserved : texts.nameLength];
    return [field, message];
  });
  return new Map(faults);
}
