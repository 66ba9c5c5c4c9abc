/** What people type, as plain text: nothing in it can hide, turn around what stands beside it, or pretend to be a line of its own. */

/** One line: what breaks lines becomes a blank. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, " ");
}

/** Several lines, at most one empty one between two others. Angle brackets stay: whoever shows it shows it as text. */
export function plainText(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", " ")
    .replaceAll(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu, "")
    .replaceAll(/\n\s*\n/g, "\n\n")
    .trim();
}
