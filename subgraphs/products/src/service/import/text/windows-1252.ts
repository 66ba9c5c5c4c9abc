/** Windows-1252, the encoding of spreadsheets in Western Europe. */

/** The characters from 0x80. Written out, because some releases of Node decode them as Latin-1. */
const windows1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** Replaces control characters by those of Windows-1252: text read as Latin-1 has `\u0099` instead of a trademark sign. */
export function decodeWindows1252(text: string): string {
  return text.replaceAll(/[\u0080-\u009f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80));
}
