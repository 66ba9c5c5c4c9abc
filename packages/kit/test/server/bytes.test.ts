/** Bytes of a text, each as one character. */
import { expect, test } from "vitest";
import { bytesOf } from "../../src/http/exchange.ts";

test.each(["", "ASCII \u007f", "\u0080", "Löffel", "5 €", "🫖", "\ud800"])(
  "%j has the bytes that it has in UTF-8",
  (text) => {
    expect(Buffer.from(bytesOf(text), "latin1")).toEqual(Buffer.from(text, "utf8"));
  },
);
