/** Decimal digits of any script. */

/** The value of a decimal digit of any script: each has its ten digits in a row. */
export function digitOf(character: string): number | undefined {
  if (/[0-9]/.test(character)) return Number(character);
  if (!/\p{Nd}/u.test(character)) return undefined;
  const point = character.codePointAt(0) ?? 0;
  const value = Array.from({ length: 9 }, (_, index) => point - 1 - index).findIndex(
    (earlier) => !/\p{Nd}/u.test(String.fromCodePoint(earlier)),
  );
  return value === -1 ? 9 : value;
}
