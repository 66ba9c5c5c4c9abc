/** Reserved display names: those of the shop and of its staff, in any spelling that looks like them (as in Unicode TR 39). */

/** A name with one of these words is reserved, with any other words beside it. */
const staffWords = [
  "admin",
  "administrator",
  "customercare",
  "customerservice",
  "helpdesk",
  "kundendienst",
  "kundenservice",
  "moderator",
  "postmaster",
  "support",
  "sysadmin",
  "webmaster",
];
/** These are names of people too: reserved are those that consist of them, of the words above and of the shop's name alone. */
const commonWords = [
  "by",
  "care",
  "customer",
  "former",
  "from",
  "help",
  "kunden",
  "mod",
  "of",
  "official",
  "online",
  "root",
].concat(["security", "service", "shop", "staff", "store", "system", "team", "the"]);
/** Shorter words also occur within names of people. */
const minLengthWithinWord = 7;

/** By the Latin letter, capitals of other scripts that look like it. Their lower case may look like another letter. */
const capitals = lettersBy({
  A: "\u0391\u0410",
  B: "\u0392\u0412",
  C: "\u03f9\u0421",
  E: "\u0395\u0415",
  H: "\u0397\u041d",
  I: "\u0399\u0406\u04c0",
  J: "\u0408",
  K: "\u039a\u041a",
  M: "\u039c\u041c",
  N: "\u039d",
  O: "\u039f\u041e\u0555",
  P: "\u03a1\u0420",
  S: "\u0405\u054f",
  T: "\u03a4\u0422",
  U: "\u054d",
  X: "\u03a7\u0425",
  Y: "\u03a5\u04ae\u0423",
  Z: "\u0396",
});
/** The same for lower case and other characters. Letters that are mixed up with each other, such as `i` and `l`, become one. */
const smallLetters = lettersBy({
  a: "4@\u03b1\u0251\u0430",
  b: "8\u042c\u044c",
  c: "\u03f2\u0441",
  d: "\u0501\u0257",
  e: "3\u03b5\u0435\u04bd",
  g: "9\u0261\u0581",
  h: "\u04bb\u0570",
  i: "1l|!\u0131\u03b9\u0456\u04cf",
  j: "\u03f3\u0458",
  k: "\u03ba\u043a",
  m: "\u043c",
  n: "\u03b7\u0578\u057c",
  o: "0\u03bf\u03c3\u043e\u0585",
  p: "\u03c1\u0440",
  q: "\u051b",
  r: "\u0433",
  s: "5$\u01bd\u0455",
  t: "7\u03c4\u0442",
  u: "\u03c5\u057d",
  v: "\u03bd\u0475",
  w: "\u0461\u051d",
  x: "\u03c7\u0445",
  y: "\u03b3\u0443\u04af",
});

const staffSkeletons = staffWords.map(skeletonOf);
const commonSkeletons = commonWords.map(skeletonOf);

/** Whether other customers would take this name for the shop or its staff. A person may have the shop's name beside names of their own. */
export function isReservedName(name: string, shopName: string): boolean {
  const words = wordsOf(name);
  const whole = words.join("");
  const isOfStaff = staffSkeletons.some(
    (staff) => words.includes(staff) || (staff.length >= minLengthWithinWord && whole.includes(staff)),
  );
  return isOfStaff || consistsOf(whole, [...staffSkeletons, ...commonSkeletons, ...wordsOf(shopName)]);
}

/** Whether the text is nothing but these words, one after the other. */
function consistsOf(text: string, words: readonly string[]): boolean {
  const ends = new Set([0]);
  for (let at = 0; at < text.length; at += 1) {
    if (ends.has(at)) for (const word of words) if (text.startsWith(word, at)) ends.add(at + word.length);
  }
  return text.length > 0 && ends.has(text.length);
}

function wordsOf(text: string): string[] {
  return text
    .normalize("NFKC")
    .split(/[^\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}@$|!]+/u)
    .map(skeletonOf)
    .filter((word) => word.length > 0);
}

/** Texts that look alike have the same skeleton. */
function skeletonOf(text: string): string {
  const visible = text.normalize("NFKC").replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");
  const bare = replaceLetters(visible, capitals).toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "");
  return replaceLetters(bare, smallLetters).replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function replaceLetters(text: string, latin: ReadonlyMap<string, string>): string {
  return [...text].map((letter) => latin.get(letter) ?? letter).join("");
}

function lettersBy(lookalikes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(lookalikes).flatMap(([latin, letters]) => [...letters].map((letter) => [letter, latin])),
  );
}
