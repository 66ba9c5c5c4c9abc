/** Reads the e-mails of the shop, which go to a folder beside the store of their sender while no mail server is configured. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { processFolder } from "../host/shop.mjs";
import type { Shop } from "./shop.ts";

/** Waits for the e-mail to this person with these words in its header or text. */
export function findEmail(shop: Pick<Shop, "data">, email: string, words: string): Promise<string> {
  return eventually(`an e-mail to ${email} about "${words}"`, async () =>
    readEmails(shop).find((mail) => mail.includes(`To: ${email}\n`) && mail.includes(words)),
  );
}

function readEmails({ data }: Pick<Shop, "data">): string[] {
  const folders = ["users", "orders"].map((sender) => path.join(processFolder(data, sender), "mail"));
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".txt"))
      .map((name) => readFileSync(path.join(folder, name), "utf8")),
  );
}
