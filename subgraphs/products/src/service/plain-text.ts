/** Normalization of user input to plain text without control and text direction characters. */

/** Normalizes a text to one line: line breaks become blanks. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, " ");
}

/** Normalizes a text to lines with at most one empty line between them. Angle brackets stay: clients show it as text. */
export function plainText(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", " ")
    .replaceAll(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu, "")
    .replaceAll(/\n\s*\n/g, "\n\n")
    .trim();
}
