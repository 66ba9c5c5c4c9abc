/** Letters that the shop has sent: while no mail server is configured they lie in a folder beside the stores. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Shop } from "./processes.ts";
import { eventually } from "./waiting.ts";

/** Waits for the letter to this person with these words in its head or text. */
export function letterTo(shop: Pick<Shop, "data">, email: string, words: string): Promise<string> {
  return eventually(`a letter to ${email} about "${words}"`, async () =>
    letters(shop).find((letter) => letter.includes(`To: ${email}\n`) && letter.includes(words)),
  );
}

function letters({ data }: Pick<Shop, "data">): string[] {
  const folder = path.join(data, "mail");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"));
}
