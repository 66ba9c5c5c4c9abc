/** Exact arithmetic of the model: fractions of whole numbers, none below zero, rounded in two ways. */

export type Fraction = { readonly over: bigint; readonly under: bigint };

export function fraction(over: bigint, under = 1n): Fraction {
  return { over, under };
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return reduce(a.over * b.under + b.over * a.under, a.under * b.under);
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return reduce(a.over * b.under - b.over * a.under, a.under * b.under);
}

export function times(a: Fraction, b: Fraction): Fraction {
  return reduce(a.over * b.over, a.under * b.under);
}

export function least(a: Fraction, b: Fraction): Fraction {
  return a.over * b.under < b.over * a.under ? a : b;
}

export function sumOf(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(plus, fraction(0n));
}

export function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The nearest whole number; of two equally near ones the even one. */
export function halfEven({ over, under }: Fraction): bigint {
  const [floor, twiceRest] = [over / under, 2n * (over % under)];
  const isUp = twiceRest > under || (twiceRest === under && floor % 2n === 1n);
  return floor + (isUp ? 1n : 0n);
}

/** Whole shares that sum to `amount`: each rounded down, and one more for the largest remainders, of equal ones the first. */
export function shareOut(amount: bigint, shares: readonly Fraction[]): bigint[] {
  const whole = shares.map(({ over, under }) => over / under);
  const missing = Number(amount - total(whole));
  const remainders = shares.map(({ over, under }, index) => ({ index, over: over % under, under }));
  remainders.sort((a, b) => {
    const [mine, others] = [a.over * b.under, b.over * a.under];
    return mine === others ? a.index - b.index : mine > others ? -1 : 1;
  });
  const raised = new Set(remainders.slice(0, missing).map(({ index }) => index));
  return whole.map((share, index) => share + (raised.has(index) ? 1n : 0n));
}

/** `amount` in proportion to the values; nothing if none has a value. */
export function divide(amount: bigint, values: readonly bigint[]): bigint[] {
  const all = total(values);
  return all === 0n
    ? values.map(() => 0n)
    : shareOut(
        amount,
        values.map((value) => fraction(value * amount, all)),
      );
}

function reduce(over: bigint, under: bigint): Fraction {
  const divisor = greatestDivisor(over < 0n ? -over : over, under);
  return { over: over / divisor, under: under / divisor };
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
