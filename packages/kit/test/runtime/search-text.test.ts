/** Terms of a search: each text is found by its own words, in each case and form, and by the end of a word. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  foldText,
  foldTextTwice,
  hasSearchWord,
  indexTermsOf,
  mayHaveSearchWord,
  searchWordsOf,
} from "../../src/runtime/index.ts";

const letters = [
  ..."aeiouzßøłđœæıäöüéñçΛάδιςЙёабвカップ日本のガ한글แก้ว0123456789",
  "c++",
  "c#",
  "-",
  "'",
  ".",
  " ",
  "  ",
  "½",
  "ﬀ",
  "Ⅷ",
  "A\u0308",
];
const texts = fc.array(fc.constantFrom(...letters), { maxLength: 24 }).map((parts) => parts.join(""));

test("each text has each of its own words, as it is written, in capitals and decomposed", () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const form of [text, text.toUpperCase(), text.normalize("NFD"), foldText(text)]) {
        for (const word of searchWordsOf(form)) {
          expect([form, hasSearchWord(text, [word])]).toEqual([form, true]);
          expect([form, mayHaveSearchWord(text, [word])]).toEqual([form, true]);
        }
      }
    }),
  );
});

test("a word is found at the end of a longer one from four letters on", () => {
  const word = fc.array(fc.constantFrom(..."abcdefgh"), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(word, word, (before, end) => {
      const isBeginning = `${before}${end}`.startsWith(end);
      expect(hasSearchWord(`${before}${end}`, searchWordsOf(end))).toBe(isBeginning || end.length >= 4);
    }),
  );
});

test("folding a folded text changes nothing", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(foldTextTwice(foldText(text))).toEqual([foldText(text)]);
    }),
  );
});

test("terms have no character that an index or its query language reads", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { terms, endings } = indexTermsOf(text);
      const parts = searchWordsOf(text).flatMap(({ ways }) => ways.flat().map((term) => term.text));
      for (const term of [terms, endings, ...parts]) expect(term).toMatch(/^[\p{L}\p{N}\p{M}+#_ ]*$/u);
    }),
  );
});

test("a term has at most 64 letters, in a text and in a query", () => {
  const text = "a".repeat(500);
  expect(indexTermsOf(text).terms).toBe("a".repeat(64));
  expect(hasSearchWord(text, searchWordsOf(text))).toBe(true);
});
