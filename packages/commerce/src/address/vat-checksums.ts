/**
 * Check digits of the VAT ids of the European Union, by prefix: the national algorithms that the Commission collects in its "VIES-VAT
 * Validation Routines". Each function reads the part behind the prefix, which has the format of `vat-ids.ts`.
 */

type Checksum = (id: string) => boolean;

export const checksums: Readonly<Record<string, Checksum>> = {
  AT: (id) => (luhnSum(id.slice(1, 8), 1) + 4 + digitAt(id, 8)) % 10 === 0,
  BE: (id) => 97 - (Number(id.slice(0, 8)) % 97) === Number(id.slice(8)),
  BG: (id) => (id.length === 9 ? checkBulgarianCompany(id) : checkBulgarianPerson(id)),
  CY: checkCyprus,
  CZ: checkCzechia,
  DE: checkMod11And10,
  DK: (id) => weightedSum(id, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  EE: (id) => weightedSum(id, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0,
  EL: (id) => (weightedSum(id, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digitAt(id, 8),
  ES: checkSpain,
  FI: (id) => weightedSum(id, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0,
  FR: checkFrance,
  HR: checkMod11And10,
  HU: (id) => weightedSum(id, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0,
  IE: checkIreland,
  IT: (id) => luhnSum(id, 1) % 10 === 0 && checkItalianOffice(Number(id.slice(7, 10))),
  LT: checkLithuania,
  LU: (id) => Number(id.slice(0, 6)) % 89 === Number(id.slice(6)),
  LV: checkLatvia,
  MT: (id) => weightedSum(id, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 === 0,
  NL: checkNetherlands,
  PL: (id) => weightedSum(id, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digitAt(id, 9),
  PT: (id) => ((11 - (weightedSum(id, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === digitAt(id, 8),
  RO: (id) =>
    ((10 * weightedSum(id.padStart(10, "0"), [7, 5, 3, 2, 1, 7, 5, 3, 2])) % 11) % 10 === Number(id.slice(-1)),
  SE: (id) => luhnSum(id.slice(0, 10), 0) % 10 === 0,
  SI: (id) => 11 - (weightedSum(id, [8, 7, 6, 5, 4, 3, 2]) % 11) === (digitAt(id, 7) || 10),
  SK: (id) => Number(id) % 11 === 0,
  XI: checkNorthernIreland,
};

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function digitAt(id: string, index: number): number {
  return Number(id[index]);
}

/** The sum of the digits, each times its weight. Digits without a weight do not count. */
function weightedSum(id: string, weights: readonly number[]): number {
  return weights.reduce((total, weight, index) => total + weight * digitAt(id, index), 0);
}

/** The sum of the digits, every second one doubled, from the digit `first` on; a doubled digit counts as the sum of its digits. */
function luhnSum(id: string, first: number): number {
  const luhnDigit = (digit: number, index: number) => {
    const doubled = index % 2 === first ? 2 * digit : digit;
    return doubled > 9 ? doubled - 9 : doubled;
  };
  return [...id].reduce((total, digit, index) => total + luhnDigit(Number(digit), index), 0);
}

/** ISO 7064, MOD 11,10. */
function checkMod11And10(id: string): boolean {
  let product = 10;
  for (const digit of id.slice(0, -1)) product = (2 * ((product + Number(digit)) % 10 || 10)) % 11;
  return (product + Number(id.slice(-1))) % 10 === 1;
}

function checkBulgarianCompany(id: string): boolean {
  const first = weightedSum(id, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  const check = first === 10 ? weightedSum(id, [3, 4, 5, 6, 7, 8, 9, 10]) % 11 : first;
  return check % 10 === digitAt(id, 8);
}

/** A citizen, a foreigner, or another registered person: the number does not say which. */
function checkBulgarianPerson(id: string): boolean {
  const citizen = (weightedSum(id, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10;
  const foreigner = weightedSum(id, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
  const other = (11 - (weightedSum(id, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  // The month of a citizen's birth is 20 or 40 higher in other centuries than the twentieth.
  const isBirthday = isDay(Number(id.slice(2, 4)) % 20, Number(id.slice(4, 6)));
  return [isBirthday ? citizen : undefined, foreigner, other].includes(digitAt(id, 9));
}

function checkCyprus(id: string): boolean {
  const worths = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
  const total = [...id.slice(0, 8)].reduce(
    (sum, digit, index) => sum + (index % 2 === 0 ? (worths[Number(digit)] ?? 0) : Number(digit)),
    0,
  );
  return !id.startsWith("12") && letters[total % 26] === id[8];
}

/** Eight digits: a company. Nine or ten: a person, whose birth number has a check digit since 1954, or a special number, 6 to begin with. */
function checkCzechia(id: string): boolean {
  const company = (digits: string) => (11 - (weightedSum(digits, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10;
  if (id.length === 8) return !id.startsWith("9") && company(id) === digitAt(id, 7);
  if (id.length === 10) return isCzechBirthday(id) && (Number(id.slice(0, 9)) % 11) % 10 === digitAt(id, 9);
  if (!id.startsWith("6")) return isCzechBirthday(id);
  const rest = weightedSum(id.slice(1), [8, 7, 6, 5, 4, 3, 2]) % 11;
  return isCzechBirthday(id) || (rest + 8) % 10 === digitAt(id, 8);
}

/** Months of women are 50 higher, and 20 higher where a day has no number left. */
function isCzechBirthday(id: string): boolean {
  return isDay((Number(id.slice(2, 4)) % 50) % 20, Number(id.slice(4, 6)));
}

function isDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** Persons have a letter of a modulus; legal persons a Luhn digit or its letter, which depends on their kind. */
function checkSpain(id: string): boolean {
  const person = /^[XYZKLM]?\d+[A-Z]$/.test(id);
  if (person) {
    const number = Number(id.replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter))).replace(/\D/g, ""));
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] === id[8];
  }
  const check = (10 - (luhnSum(id.slice(1, 8), 0) % 10)) % 10;
  const isLetter = id[8] === "JABCDEFGHI"[check];
  if (/^[ABEH]/.test(id)) return digitAt(id, 8) === check;
  return /^[NPQRSW]/.test(id) ? isLetter : /^[CDFGJUV]/.test(id) && (isLetter || digitAt(id, 8) === check);
}

/** Two characters and a SIREN, whose last digit is a Luhn digit, but for Monaco's, which begin with 000. */
function checkFrance(id: string): boolean {
  const siren = id.slice(2);
  if (!siren.startsWith("000") && luhnSum(siren, 1) % 10 !== 0) return false;
  if (/^\d/.test(id) && /^.\d/.test(id)) return (Number(siren) * 100 + 12) % 97 === Number(id.slice(0, 2));
  const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  const [first, second] = [alphabet.indexOf(id.charAt(0)), alphabet.indexOf(id.charAt(1))];
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11;
}

/** Seven digits, a check letter and, since 2013, a second letter that counts too. Old ids have a letter or sign as second character. */
function checkIreland(id: string): boolean {
  const isOld = !/^\d\d/.test(id);
  const digits = isOld ? `0${id.slice(2, 7)}${id.charAt(0)}` : id.slice(0, 7);
  const second = letters.indexOf(id.charAt(8) || " ") + 1;
  const total = weightedSum(digits, [8, 7, 6, 5, 4, 3, 2]) + 9 * second;
  return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] === id[7];
}

function checkItalianOffice(office: number): boolean {
  return (office >= 1 && office <= 100) || [120, 121, 888, 999].includes(office);
}

/** The last digit but one is 1. */
function checkLithuania(id: string): boolean {
  const front = [...id.slice(0, -1)];
  const sumFrom = (first: number) =>
    front.reduce((total, digit, index) => total + (((index + first - 1) % 9) + 1) * Number(digit), 0) % 11;
  const check = sumFrom(1) === 10 ? sumFrom(3) % 10 : sumFrom(1);
  return front.at(-1) === "1" && check === Number(id.slice(-1));
}

/** A legal person; or a person: a date of birth, or since 2017 the start 32. */
function checkLatvia(id: string): boolean {
  if (digitAt(id, 0) > 3) return weightedSum(id, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;
  return id.startsWith("32") || isDay(Number(id.slice(2, 4)), Number(id.slice(0, 2)));
}

/** A company's number has a check digit; a sole trader's id of 2020 or later is checked as a whole, with letters as numbers. */
function checkNetherlands(id: string): boolean {
  if (id.endsWith("B00")) return false;
  const isCompany = weightedSum(id, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === digitAt(id, 8);
  const asNumber = `NL${id}`.replace(/[A-Z]/g, (letter) => String(letters.indexOf(letter) + 10));
  return isCompany || BigInt(asNumber) % 97n === 1n;
}

/** As in Great Britain: the check digits of ids since 2009 are 55 off. Government departments and health authorities have none. */
function checkNorthernIreland(id: string): boolean {
  if (id.startsWith("GD")) return Number(id.slice(2)) < 500;
  if (id.startsWith("HA")) return Number(id.slice(2)) >= 500;
  const total = weightedSum(id, [8, 7, 6, 5, 4, 3, 2, 10, 1]);
  return total % 97 === 0 || (total + 55) % 97 === 0;
}
