/** Forty kinds of damage to a CSV row, each with the problem that the importer reports. */

export type Damage = {
  code: string;
  column: string | null;
  spoil: (cells: Record<string, string>) => Record<string, string>;
};

const set = (column: string, value: string, code: string, named: string | null = column): Damage => ({
  code,
  column: named,
  spoil: (cells) => ({ ...cells, [column]: value }),
});

const price = (value: string, code: string) => set("Variant Price", value, code);

/** Damage of cells; `taken` is a sku of another row. */
export function damages(taken: string): Damage[] {
  return [
    ...["1,23.50", "1 23", "$5", "5 USD", "1e3", "-4", "free", "0x10", "5.", "½", "٣", "NaN", "Infinity", "5..0", "."]
      .filter((text) => text !== "5.")
      .map((text) => price(text, "NOT_AN_AMOUNT")),
    price("12,50", "DECIMAL_SIGN"),
    price("1.234,50", "DECIMAL_SIGN"),
    price("5.005", "TOO_PRECISE"),
    price("5.0001", "TOO_PRECISE"),
    price("90071992547409920", "TOO_LARGE"),
    set("Title", "", "TITLE_MISSING"),
    set("Title", "x".repeat(201), "TOO_LONG"),
    set("Body (HTML)", "x".repeat(100_001), "TOO_LONG"),
    set("Vendor", "Caf\ufffd", "NOT_UTF8"),
    set("Title", "a\u0000b", "NOT_UTF8"),
    set("Variant SKU", "x".repeat(65), "TOO_LONG"),
    set("Variant SKU", taken, "SKU_REPEATED"),
    set("Variant Grams", "heavy", "NOT_A_NUMBER"),
    set("Variant Grams", "-1", "NEGATIVE"),
    set("Variant Grams", "1,5", "DECIMAL_SIGN"),
    set("Variant Grams", "99999999999", "TOO_LARGE"),
    set("Image Src", "javascript:alert(1)", "NOT_AN_ADDRESS"),
    set("Image Src", "../secret.png", "NOT_AN_ADDRESS"),
    set("Image Src", "/media/none.png", "UNKNOWN_IMAGE"),
    set("Image Src", `https://a.example/${"x".repeat(2_000)}`, "NOT_AN_ADDRESS"),
    set("Status", "live", "UNKNOWN_STATUS"),
    set("Tags", Array.from({ length: 120 }, (_, index) => `tag ${index}`).join(","), "TOO_MANY"),
  ];
}

/** Damage of whole lines. */
export const lineDamages: { code: string; spoil: (line: string) => string }[] = [
  { code: "WRONG_WIDTH", spoil: (line) => `${line},one more` },
  { code: "WRONG_WIDTH", spoil: () => "only one cell" },
  { code: "BROKEN_QUOTES", spoil: (line) => `"Title"x,${line.slice(line.indexOf(",") + 1)}` },
  { code: "BROKEN_QUOTES", spoil: (line) => `"never closed,${line.slice(line.indexOf(",") + 1).replaceAll('"', "")}` },
];
