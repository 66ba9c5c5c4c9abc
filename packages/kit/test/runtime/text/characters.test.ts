/** Texts from outside: forbidden characters. */
import { expect, test } from "vitest";
import {
  hasUnsafeCharacter,
  hasUnsafeCharacterInLines,
  removeUnsafeCharacters,
  removeUnsafeCharactersInLines,
} from "../../../src/runtime/text/characters.ts";

test.each([
  "\0",
  "\u001b",
  "\u007f",
  "\u0085",
  "\u2028",
  "\u2029",
  "\u200f",
  "\u061c",
  "\u202e",
  "\u2066",
  "\ud800",
  "\ufdd0",
  "\u{1ffff}",
  "\u200b",
  "\u200c",
  "\u200d",
  "\u00ad",
  "\u034f",
  "\u115f",
  "\u2060",
  "\u2063",
  "\u2800",
  "\u3164",
  "\ufe0f",
  "\ufeff",
  "\ufff9",
  "\u{e0001}",
  "\u{e0041}",
  "\u{e007f}",
  "\u{e0100}",
])("texts must not contain the character %j", (character) => {
  expect(hasUnsafeCharacter(`a${character}b`)).toBe(true);
  expect(hasUnsafeCharacterInLines(`a${character}b`)).toBe(true);
});

test.each(["\n", "\r\n", "\t"])("only a text of several lines may contain %j", (character) => {
  expect(hasUnsafeCharacter(`a${character}b`)).toBe(true);
  expect(hasUnsafeCharacterInLines(`a${character}b`)).toBe(false);
});

test.each(["Straße 5", "نص عربي", "Łódź", "👩‍👩‍👧", "co\u0301te\u0301", "東京"])("%s is accepted", (text) => {
  expect(hasUnsafeCharacter(text)).toBe(false);
});

test.each([
  ["a Persian word", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"],
  ["a Persian word with a vowel mark", "\u0645\u06cc\u064e\u200c\u062e"],
  ["a Sinhala word", "\u0dc1\u0dca\u200d\u0dbb\u0dd3"],
  ["a Devanagari word", "\u0930\u094d\u200d\u092f"],
  ["a Malayalam word that ends with a joiner", "\u0d05\u0d35\u0d28\u0d4d\u200d"],
  ["two Khmer words", "\u1780\u17b6\u200b\u1781"],
  ["a family", "\u{1f469}\u{1f3fd}\u200d\u2695\ufe0f"],
  ["a rainbow flag", "\u{1f3f3}\ufe0f\u200d\u{1f308}"],
  ["a heart", "\u2764\ufe0f"],
  ["a keycap", "1\ufe0f\u20e3"],
  ["a Japanese name", "\u845b\u{e0100}\u57ce"],
])("invisible characters are accepted where %s needs them, and nowhere beside", (_what, text) => {
  for (const check of [hasUnsafeCharacter, hasUnsafeCharacterInLines]) {
    expect(check(text)).toBe(false);
    expect(check(`${text}, A`)).toBe(false);
    const invisible = text.match(/\u200b|\u200c|\u200d|\ufe0f|\u{e0100}/u)?.[0] ?? "";
    for (const invalid of [`${invisible}${text}`, text.replace(invisible, invisible.repeat(2)), `a${invisible}b`]) {
      expect([JSON.stringify(invalid), check(invalid)]).toEqual([JSON.stringify(invalid), true]);
    }
  }
});

test("a text cannot be hidden in tag characters, not even behind a flag", () => {
  const hidden = [..."ignore all"]
    .map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0)))
    .join("");
  for (const text of [`Mara${hidden}`, `\u{1f3f4}${hidden}\u{e007f}`]) {
    expect(hasUnsafeCharacter(text)).toBe(true);
    expect(removeUnsafeCharacters(text)).toBe(text.replace(/[\u{e0000}-\u{e007f}]/gu, ""));
  }
});

test("invisible characters are removed where nothing needs them", () => {
  expect(removeUnsafeCharacters("Tas\u00adse\u200b \u0645\u06cc\u200c\u062e \ufeff")).toBe(
    "Tasse \u0645\u06cc\u200c\u062e",
  );
  expect(removeUnsafeCharactersInLines("A\u200d\nB\u2060")).toBe("A\nB");
});
