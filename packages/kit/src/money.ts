/** Money: whole minor units of one currency, and the only place where anything is rounded. */

/** `minor` counts the smallest unit of the currency: cents, yen, fils. */
export type Money = { minor: number; currency: string };

/** Parts in a million, so that a tax rate is an integer too: 190000 is 19 %. */
export type Ppm = number;

const million = 1_000_000n;

/** How many digits stand behind the point: 2 for EUR, 0 for JPY, 3 for KWD. From ISO 4217, not from the runtime, which rounds some away. */
export function minorDigits(currency: string): number {
  return unusualDigits.get(currency) ?? 2;
}

const unusualDigits: ReadonlyMap<string, number> = new Map([
  ...[
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
  ].map((code): [string, number] => [code, 0]),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code): [string, number] => [code, 3]),
  ...["CLF", "UYW"].map((code): [string, number] => [code, 4]),
]);

/** Whether this is a currency that the runtime knows: three capital letters of ISO 4217. */
export function isCurrency(code: string): boolean {
  return knownCurrencies.has(code);
}

const knownCurrencies = new Set(Intl.supportedValuesOf("currency"));

/** The amount as exact text, in the currency's own number of digits: 12.50, 1250 for yen. */
export function toDecimal({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const sign = minor < 0 ? "-" : "";
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The sum; an empty list is zero. Refuses to leave the range in which integers are exact. */
export function sum(amounts: readonly number[]): number {
  return exact(amounts.reduce((total, amount) => total + BigInt(amount), 0n));
}

/** Price times quantity. Refuses to leave the range in which integers are exact. */
export function times(minor: number, quantity: number): number {
  return exact(BigInt(minor) * BigInt(quantity));
}

/** The tax to put on top of a net amount, rounded half to even. */
export function taxOnTop(netMinor: number, rate: Ppm): number {
  return exact(divideHalfEven(BigInt(netMinor) * BigInt(rate), million));
}

/** The tax that is already inside a gross amount, rounded half to even. */
export function taxWithin(grossMinor: number, rate: Ppm): number {
  return exact(divideHalfEven(BigInt(grossMinor) * BigInt(rate), million + BigInt(rate)));
}

/** The rate as text: 190000 is "0.19". */
export function rateText(rate: Ppm): string {
  return (rate / 1_000_000).toString();
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const floor = numerator / denominator - (numerator % denominator < 0n ? 1n : 0n);
  const twiceRest = 2n * (numerator - floor * denominator);
  if (twiceRest < denominator) return floor;
  if (twiceRest > denominator) return floor + 1n;
  return floor % 2n === 0n ? floor : floor + 1n;
}

function exact(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`an amount of ${amount} is outside the exact integers`);
  return number;
}
