/** Notation of an exported CSV: for any program, or for Excel in the shop's country. */

export type Sheet = {
  /** The beginning of the file. */
  mark: "" | "\ufeff";
  separator: string;
  decimalSign: "." | ",";
  /** Whether text that looks like a number is protected from being rewritten. */
  protectsNumbers: boolean;
};

const separators = { comma: ",", semicolon: ";", tab: "\t" } as const;

export type SheetOptions = { isForExcel?: boolean; separator?: keyof typeof separators | undefined };

/** The sheet for a program, in a shop of this country. */
export function sheetOf(
  { isForExcel = false, separator = isForExcel ? "semicolon" : "comma" }: SheetOptions,
  country: string,
): Sheet {
  return {
    mark: isForExcel ? "\ufeff" : "",
    separator: separators[separator],
    decimalSign: isForExcel ? decimalSignOf(country) : ".",
    protectsNumbers: isForExcel,
  };
}

/** The decimal sign in the language that most people of a country speak. */
function decimalSignOf(country: string): Sheet["decimalSign"] {
  const { language } = new Intl.Locale(`und-${country}`).maximize();
  const parts = new Intl.NumberFormat(`${language}-${country}`, { numberingSystem: "latn" }).formatToParts(1.5);
  return parts.some(({ type, value }) => type === "decimal" && value === ",") ? "," : ".";
}
