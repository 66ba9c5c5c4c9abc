/** The confirmation before a shop is removed. */
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { confirmRemoval } from "../../../commands/reset/removal.ts";

/** Shows the question at a terminal, at which `key` is typed as soon as the question is shown. */
async function answerWith(key: string): Promise<boolean> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { columns: 80, rows: 24 });
  let isShown = false;
  output.on("data", (text) => {
    if (isShown || !String(text).includes("Remove every order")) return;
    isShown = true;
    setImmediate(() => input.write(key));
  });
  const answer = await confirmRemoval(input, output);
  expect(isShown).toBe(true);
  return answer;
}

test.each([
  ["y", "y", true],
  ["Y", "Y", true],
  ["n", "n", false],
  ["Enter", "\r", false],
  ["Ctrl-C", "\u0003", false],
])("only the answer y removes a shop: %s", async (_name, key, isRemoved) => {
  expect(await answerWith(key)).toBe(isRemoved);
});
