/** The expected invoices, credit notes and monthly totals, computed from the file alone. */
import type { ExpectedInvoice } from "./expected-invoices.ts";
import type { TaxedStores } from "./taxed-stores.ts";

type Sum = { base: number; tax: number };
type ByRate = Map<string, Sum>;
/** An invoiced or credited amount: gross and the tax in it, under one rate. */
type Bearing = { rate: string; gross: number; tax: number };

/** By the names that the shop gives them, in percent. */
const percent: Readonly<Record<string, number>> = { "VAT 20%": 20, "VAT 5%": 5, "VAT 0%": 0 };
const classes = ["VAT 20%", "VAT 5%", "VAT 0%"];
/** Berlin is an hour ahead of UTC in both months. */
const ahead = 60 * 60 * 1_000;

export type ExpectedDocuments = {
  /** By invoice label. */
  invoices: Map<string, ByRate>;
  /** By refund. */
  credits: Map<string, ByRate>;
};

/** The invoice of each sale and the credit note of each refund. */
export function expectDocuments(sales: readonly ExpectedInvoice[], stores: TaxedStores): ExpectedDocuments {
  const items = new Map<string, Map<string, Bearing[]>>();
  for (const { number, lines } of sales) {
    let grams = 0;
    const own = new Map<string, Bearing[]>();
    for (const { sku, code, pence, quantity } of lines.values()) {
      const rate = rateOf(code);
      const gross = pence * quantity;
      own.set(sku, [taxed(rate, gross)]);
      grams += quantity;
    }
    const postage = grams <= 200 ? 495 : 1_295;
    own.set("", postageOf(postage, [...own.values()].flat()));
    items.set(`Invoice ${number}`, own);
  }
  const invoices = new Map([...items].map(([label, own]) => [label, sumOf([...own.values()].flat())]));

  const credits = new Map<string, ByRate>();
  const soFar = new Map<string, number[]>();
  const add = (refundId: string, bearings: readonly Bearing[]) => {
    credits.set(refundId, merge([credits.get(refundId) ?? new Map(), sumOf(bearings)]));
  };
  for (const { refundId, label, sku, minor } of stores.parts) add(refundId, credit(label, sku, minor));
  for (const [refundId, { label, minor }] of stores.refundShipping) add(refundId, credit(label, "", minor));
  return { invoices, credits };

  /** The share of each tax that goes back: what is due for all that went back so far, less what went back before. */
  function credit(label: string, sku: string, minor: number): Bearing[] {
    const item = items.get(label)?.get(sku);
    if (!item) throw new Error(`${label} has no ${sku || "shipping"}`);
    const before = soFar.get(`${label} ${sku}`) ?? item.map(() => 0);
    const left = item.map(({ gross }, index) => gross - (before[index] ?? 0));
    const now = split(minor, left);
    const after = before.map((gross, index) => gross + (now[index] ?? 0));
    soFar.set(`${label} ${sku}`, after);
    return item.map(({ rate, gross, tax }, index) => {
      const upTo = (credited: number) => Math.floor((tax * credited) / gross);
      return { rate, gross: now[index] ?? 0, tax: upTo(after[index] ?? 0) - upTo(before[index] ?? 0) };
    });
  }
}

/** The postage bears the taxes of the goods, which weigh alike: their shares by value, summed by rate. */
function postageOf(postage: number, goods: readonly Bearing[]): Bearing[] {
  const sorted = [...goods].sort((a, b) => (percent[b.rate] ?? 0) - (percent[a.rate] ?? 0) || b.gross - a.gross);
  const shares = split(
    postage,
    sorted.map(({ gross }) => gross),
  );
  return classes.flatMap((rate) => {
    const share = sorted.reduce((sum, line, index) => sum + (line.rate === rate ? (shares[index] ?? 0) : 0), 0);
    return share === 0 ? [] : [taxed(rate, share)];
  });
}

/** Whole shares by value: each rounded down, and the rest to those with the largest remainders, of equal ones the first. */
function split(amount: number, values: readonly number[]): number[] {
  const whole = values.reduce((sum, value) => sum + value, 0);
  const shares = values.map((value) => Math.floor((value * amount) / whole));
  const rest = amount - shares.reduce((sum, share) => sum + share, 0);
  const first = values
    .map((value, index) => ({ index, remainder: (value * amount) % whole }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, rest);
  for (const { index } of first) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

function taxed(rate: string, gross: number): Bearing {
  return { rate, gross, tax: taxIn(gross, percent[rate] ?? 0) };
}

export type Month = { month: string; invoiced: number; credited: number; net: number; byRate: ByRate };

/** Compares every document with what was expected, and every month's documents, report and ledger with each other. */
export function closeFromFile(
  expected: ExpectedDocuments,
  { documents, movements, refunds, reports }: TaxedStores,
): { differences: string[]; months: Month[] } {
  const differences: string[] = [];
  const differ = (what: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      differences.push(`${what}: ${JSON.stringify(found)}, and ${JSON.stringify(wanted)} was expected`);
  };
  for (const kind of ["INVOICE", "CREDIT_NOTE"]) {
    const numbers = documents.filter((one) => one.kind === kind).map(({ number }) => Number(number.replace("C", "")));
    differ(
      `numbers of ${kind}`,
      numbers,
      numbers.map((_number, index) => index + 1),
    );
  }
  const invoiceLabels = documents.filter(({ kind }) => kind === "INVOICE").map(({ label }) => label);
  differ("invoices", [...invoiceLabels].sort(), [...expected.invoices.keys()].sort());
  for (const { number, label, total, taxes } of documents.filter(({ kind }) => kind === "INVOICE")) {
    const wanted = expected.invoices.get(label) ?? new Map();
    differ(`INVOICE ${number} of ${label}`, plain(taxesIn([{ taxes }])), plain(wanted));
    differ(`INVOICE ${number} of ${label} in all`, total, totalOf(wanted));
  }
  // Cancelled units are credited by their cancellation, and its refund succeeds in the same moment: each moment of an order is compared.
  const momentOf = (label: string, at: number) => `${label} at ${new Date(at).toISOString()}`;
  const credited = new Map<string, TaxedStores["documents"]>();
  for (const note of documents.filter(({ kind }) => kind === "CREDIT_NOTE")) {
    const moment = momentOf(note.label, note.issuedAt);
    credited.set(moment, [...(credited.get(moment) ?? []), note]);
  }
  const wantedThen = new Map<string, ByRate>();
  for (const { refundId, label, at } of refunds) {
    const moment = momentOf(label, at);
    wantedThen.set(moment, merge([wantedThen.get(moment) ?? new Map(), expected.credits.get(refundId) ?? new Map()]));
  }
  for (const moment of new Set([...credited.keys(), ...wantedThen.keys()])) {
    const notes = credited.get(moment) ?? [];
    const wanted = wantedThen.get(moment) ?? new Map();
    const numbers = notes.map(({ number }) => number).join();
    const total = notes.reduce((sum, note) => sum + note.total, 0);
    differ(`CREDIT_NOTE ${numbers} of ${moment}`, plain(taxesIn(notes)), plain(wanted));
    differ(`CREDIT_NOTE ${numbers} of ${moment} in all`, total, totalOf(wanted));
  }

  const months = reports.map(({ month, rows, totals, invoices, creditNotes }): Month => {
    const ofMonth = documents.filter(({ issuedAt }) => monthOf(issuedAt) === month);
    const [sold, credited] = ["INVOICE", "CREDIT_NOTE"].map((kind) => {
      return taxesIn(ofMonth.filter((one) => one.kind === kind));
    });
    const net = minus(sold ?? new Map(), credited ?? new Map());
    const reported = merge(
      rows.map((row) => new Map([[row.name, { base: row.net.base.minor, tax: row.net.tax.minor }]])),
    );
    differ(`${month}: the report by rate`, plain(reported), plain(net));
    differ(`${month}: the report in all`, totals[0]?.net.total.minor ?? 0, totalOf(net));
    differ(
      `${month}: documents in the report`,
      [invoices.count, creditNotes.count],
      [
        ofMonth.filter(({ kind }) => kind === "INVOICE").length,
        ofMonth.filter(({ kind }) => kind === "CREDIT_NOTE").length,
      ],
    );
    const moved = movements.filter(({ at }) => monthOf(at) === month);
    differ(
      `${month}: the ledger in all`,
      moved.reduce((sum, { minor }) => sum + minor, 0),
      totalOf(net),
    );
    const taken = moved
      .filter(({ refundId }) => refundId === null)
      .map(({ label }) => expected.invoices.get(label) ?? new Map());
    const given = moved.flatMap(({ refundId }) =>
      refundId === null ? [] : [expected.credits.get(refundId) ?? new Map()],
    );
    differ(`${month}: the ledger by rate`, plain(minus(merge(taken), merge(given))), plain(net));
    return {
      month,
      invoiced: totalOf(sold ?? new Map()),
      credited: totalOf(credited ?? new Map()),
      net: totalOf(net),
      byRate: net,
    };
  });
  const outside = documents.filter(({ issuedAt }) => !reports.some(({ month }) => month === monthOf(issuedAt)));
  differ(
    "documents of other months",
    outside.map(({ number }) => number),
    [],
  );
  return { differences, months };
}

/** The taxes of documents, by rate. */
function taxesIn(documents: readonly Pick<TaxedStores["documents"][number], "taxes">[]): ByRate {
  return merge(
    documents.flatMap(({ taxes }) =>
      taxes.map(({ name, baseMinor, amountMinor }) => new Map([[name, { base: baseMinor, tax: amountMinor }]])),
    ),
  );
}

/** The class of a code follows from its letters. */
function rateOf(code: string): string {
  let letters = 0;
  for (const letter of code) letters += letter.codePointAt(0) ?? 0;
  return classes[letters % classes.length] ?? "";
}

/** The tax in a gross amount, rounded half to even. */
function taxIn(gross: number, rate: number): number {
  const [share, whole] = [BigInt(gross) * BigInt(rate), BigInt(100 + rate)];
  const [floor, twiceRest] = [share / whole, 2n * (share % whole)];
  const isUp = twiceRest > whole || (twiceRest === whole && floor % 2n === 1n);
  return Number(floor + (isUp ? 1n : 0n));
}

function sumOf(bearings: readonly Bearing[]): ByRate {
  return merge(bearings.map(({ rate, gross, tax }) => new Map([[rate, { base: gross - tax, tax }]])));
}

function merge(all: readonly ByRate[]): ByRate {
  const sums: ByRate = new Map();
  for (const [rate, { base, tax }] of all.flatMap((one) => [...one])) {
    const known = sums.get(rate) ?? { base: 0, tax: 0 };
    sums.set(rate, { base: known.base + base, tax: known.tax + tax });
  }
  return sums;
}

function minus(from: ByRate, less: ByRate): ByRate {
  const negative = [...less].map(([rate, { base, tax }]) => new Map([[rate, { base: -base, tax: -tax }]]));
  return merge([from, ...negative]);
}

/** By rate, without what is nothing. */
function plain(sums: ByRate): [string, Sum][] {
  return [...sums].filter(([, { base, tax }]) => base !== 0 || tax !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
}

function totalOf(sums: ByRate): number {
  return [...sums.values()].reduce((total, { base, tax }) => total + base + tax, 0);
}

function monthOf(at: number): string {
  return new Date(at + ahead).toISOString().slice(0, "2026-01".length);
}
