/** Money: whole minor units of one currency, and the only place where anything is rounded. */
import { CodedError } from "@hansa/kit/runtime";

/** `minor` counts the smallest unit of the currency: cents, yen, fils. */
export type Money = { minor: number; currency: string };

/** Parts in a million, so that a tax rate is an integer too: 190000 is 19 %. */
export type Ppm = number;

const partsPerOne = 1_000_000;
const million = BigInt(partsPerOne);

/** The most that the goods of one cart may come to, in minor units: with taxes and shipping on top every total is exact. */
export const maxSubtotalMinor = 1_000_000_000_000_000;

/** The highest price, cost, shipping rate or amount off that a person may set, in minor units. */
export const maxAmountMinor = 10_000_000_000;

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

/** The whole number nearest to a fraction, half to even; `denominator` is above zero. */
export function nearest(numerator: bigint, denominator: bigint): number {
  return exact(divideHalfEven(numerator, denominator));
}

/** The largest multiple of the step that is at most the amount, which is zero or more. A step of 1 leaves each amount as it is. */
export function floorToStep(minor: number, stepMinor: number): number {
  return minor - (minor % stepMinor);
}

/** The multiple of the step nearest to the amount, half to even. */
export function roundToStep(minor: number, stepMinor: number): number {
  return times(nearest(BigInt(minor), BigInt(stepMinor)), stepMinor);
}

/** The share of each amount: the difference of their running sums, each rounded down to the step. The last amount above zero completes `totalMinor`. */
export function stepShares(amounts: readonly number[], totalMinor: number, stepMinor: number): number[] {
  const whole = sum(amounts);
  let exactMinor = 0;
  let paidMinor = 0;
  return amounts.map((amount) => {
    exactMinor = sum([exactMinor, amount]);
    const nextMinor = exactMinor === whole ? totalMinor : floorToStep(exactMinor, stepMinor);
    const share = nextMinor - paidMinor;
    paidMinor = nextMinor;
    return share;
  });
}

/**
 * Whole amounts for fractional shares, which add up to exactly `total`: each is its share rounded down, or one more for those with the
 * largest remainders, of equal ones the first. A share is `numerator / denominator`, zero or more; `total` must be their sum, rounded.
 */
export function roundTogether(total: number, numerators: readonly bigint[], denominator: bigint): number[] {
  const amounts = numerators.map((numerator) => exact(numerator / denominator));
  const remainders = numerators
    .map((numerator, index) => ({ index, rest: numerator % denominator }))
    .filter(({ rest }) => rest > 0n)
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const missing = total - sum(amounts);
  if (missing < 0 || missing > remainders.length) throw new RangeError(`${total} is not the sum of these shares`);
  for (const { index } of remainders.slice(0, missing)) amounts[index] = (amounts[index] ?? 0) + 1;
  return amounts;
}

/**
 * An amount, allocated by value with the largest-remainder method: zeros if nothing has a value. No share exceeds its value if the amount is
 * at most their sum.
 */
export function allocateByValue(amountMinor: number, values: readonly number[]): number[] {
  const whole = sum(values);
  if (amountMinor === 0 || whole === 0) return values.map(() => 0);
  return roundTogether(
    amountMinor,
    values.map((value) => BigInt(value) * BigInt(amountMinor)),
    BigInt(whole),
  );
}

/** Reads a rate from 0 to 1: "0.19" is 190000. Undefined if it is out of range or has more than six digits behind the point. */
export function readRate(fraction: string): Ppm | undefined {
  const [, whole, digits = ""] = /^(\d{1,9})(?:\.(\d+))?$/.exec(fraction) ?? [];
  if (whole === undefined || !/^0*$/.test(digits.slice(6))) return undefined;
  const ppm = Number(whole) * partsPerOne + Number(digits.slice(0, 6).padEnd(6, "0"));
  return ppm <= partsPerOne ? ppm : undefined;
}

/** The rate as text: 190000 is "0.19". */
export function rateText(rate: Ppm): string {
  return (rate / partsPerOne).toString();
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const floor = numerator / denominator - (numerator % denominator < 0n ? 1n : 0n);
  const twiceRest = 2n * (numerator - floor * denominator);
  if (twiceRest < denominator) return floor;
  if (twiceRest > denominator) return floor + 1n;
  return floor % 2n === 0n ? floor : floor + 1n;
}

/** An amount beyond 2^53 − 1 minor units is refused: a client caused it, as prices have a limit. */
function exact(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number))
    throw new CodedError("BAD_USER_INPUT", `An amount of ${amount} minor units is larger than the shop can count.`);
  return number;
}
