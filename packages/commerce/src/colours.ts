/** Colours as `#rrggbb`: their form, and the sentence that refuses another one. */

export const colourRule = "Give a colour as #rrggbb, such as #0b5c4a.";

/** Whether a text is a colour. Stored colours have small letters. */
export function isColour(text: string): boolean {
  return /^#[\da-f]{6}$/i.test(text);
}
